"""The directors' one page before a meeting: what the secretariat has written, and what is known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import paper
from app.clock import local_day
from app.cycle.models import Cycle
from app.dates import day_short, moment, time_of_day
from app.dialogues import labels, mail_texts, queries
from app.dialogues.before.plans import plan_of
from app.dialogues.domain import BriefingMissing, LineTooLong, NotForMinutes, TooManyLines
from app.dialogues.models import Action, Agenda, AnnualPlan, Briefing
from app.dialogues.writing.words import holds_cpr, tidy
from app.institutions import queries as institutions
from app.institutions.domain import Kind
from app.institutions.events import queries as event_queries
from app.institutions.labels import KINDS
from app.institutions.models import Institution
from app.invitations import queries as invitations
from app.invitations.domain import Part
from app.invitations.models import Participant
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import texts
from app.mail.writing.words import absolute, language_of
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat
from app.trail import services as trail

MOST, LONGEST_ABOUT, LONGEST_LINE, LONGEST_QUESTION = 3, 400, 140, 200
IN_PRINT = 100


@dataclass(frozen=True, kw_only=True)
class BriefingPage:
    """Everything on the page. What nobody has written is empty; the facts are there all the same."""

    dialogue: Dialogue
    written: Briefing | None
    facts: Sequence[tuple[str, str]]
    house: Sequence[str]
    directors: Sequence[str]
    last_year: int | None
    promises: Sequence[Action]
    plan: AnnualPlan | None
    takes_up: Sequence[tuple[str, str]]
    agenda: Agenda | None

    @property
    def name(self) -> str:
        """Whom the directors will meet."""
        return self.dialogue.seat.institution.name

    @property
    def questions(self) -> list[str]:
        """The three that the secretariat has chosen; until it has, the first three of the agenda."""
        chosen = self.written.questions if self.written else []
        return chosen or (self.agenda.questions[:MOST] if self.agenda else [])


def write_briefing(
    session: Session,
    *,
    dialogue: Dialogue,
    about: str,
    plan_lines: Iterable[str],
    questions: Iterable[str],
    by: Person | None,
    now: dt.datetime,
) -> Briefing:
    """What the secretariat has to say to the directors before this meeting; written again, the last words stand."""
    session.execute(select(Dialogue.id).where(Dialogue.id == dialogue.id).with_for_update())
    briefing = session.get(Briefing, dialogue.id)
    if briefing is None:
        briefing = Briefing(dialogue_id=dialogue.id)
        session.add(briefing)
    [briefing.about] = _checked([about], LONGEST_ABOUT) or [""]
    briefing.plan_lines = _checked(plan_lines, LONGEST_LINE)
    briefing.questions = _checked(questions, LONGEST_QUESTION)
    briefing.written_at = now
    session.flush()
    trail.record(session, by=by, action="dialogues.briefing-written", thing=f"dialogue:{dialogue.id}", now=now)
    return briefing


def send_briefing(session: Session, *, dialogue: Dialogue, by: Person | None, now: dt.datetime) -> int:
    """Mails the directors who take part that the briefing is written, each once; gives how many. Nothing of it leaves:
    the mail holds a link to the page, for who is signed in."""
    meeting = queries.dialogue(session, dialogue.id)
    if session.get(Briefing, dialogue.id) is None:
        raise BriefingMissing()
    invitation = invitations.invitation_of(session, meeting)
    invited = invitations.present(invitation) if invitation else []
    readers = [one.person for one in invited if one.part is Part.DIRECTOR and one.person.active]
    count = sum(_mail_briefing(session, meeting, one, now) for one in readers)
    trail.record(session, by=by, action="dialogues.briefing-sent", thing=f"dialogue:{dialogue.id}", now=now)
    return count


def _mail_briefing(session: Session, dialogue: Dialogue, person: Person, now: dt.datetime) -> bool:
    once = f"briefing:{dialogue.id}:{person.id}"
    if outbox.is_written(session, once):
        return False
    with language_of(person):
        values = mail_texts.values_of(dialogue, link=absolute(f"/dialoger/dialog/{dialogue.id}/briefing"))
    cycle_id = dialogue.seat.draw.cycle_id
    written = texts.write(session, cycle_id=cycle_id, kind=mail_texts.BRIEFING, person=person, values=values)
    thread = f"dialogue:{dialogue.id}:briefing"
    mail.enqueue(session, once=once, kind="briefing", thread=thread, person=person, written=written, now=now)
    return True


def _checked(texts: Iterable[str], longest: int) -> list[str]:
    lines = [tidy(text) for text in texts if tidy(text)]
    if len(lines) > MOST:
        raise TooManyLines()
    for line in lines:
        if len(line) > longest:
            raise LineTooLong(start=line[:30], most=longest)
        if holds_cpr(line):
            raise NotForMinutes()
    return lines


def page_of(session: Session, dialogue: Dialogue, now: dt.datetime) -> BriefingPage:
    """The page of one meeting, in a fixed number of queries."""
    institution, cycle = dialogue.seat.institution, dialogue.seat.draw.cycle
    invitation = invitations.invitation_of(session, dialogue)
    invited = invitations.present(invitation) if invitation else []
    plan = plan_of(session, dialogue)
    visited = event_queries.pasts(session, local_day(now))[institution.id].visits
    earlier = _earlier(session, institution, cycle.year)
    years = [year for year in (*visited, *(one.seat.draw.cycle.year for one in earlier)) if year < cycle.year]
    return BriefingPage(
        dialogue=dialogue,
        written=session.get(Briefing, dialogue.id),
        facts=_facts(session, institution, now),
        house=_names(one for one in invited if one.part is not Part.DIRECTOR),
        directors=_names(one for one in invited if one.part is Part.DIRECTOR),
        last_year=max(years, default=None),
        promises=queries.actions_of(session, earlier[:1]),
        plan=plan,
        takes_up=_takes_up(plan, cycle.subject.content["themes"] if cycle.subject else []),
        agenda=queries.agenda_of(session, dialogue),
    )


def _earlier(session: Session, institution: Institution, year: int) -> list[Dialogue]:
    """The meetings that were held with the institution in the years before, the newest first."""
    query = (
        select(Dialogue)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .join(Draw.cycle)
        .where(Seat.institution_id == institution.id, Dialogue.state == DialogueState.HELD, Cycle.year < year)
        .order_by(Cycle.year.desc(), Dialogue.id.desc())
        .options(joinedload(Dialogue.seat).joinedload(Seat.draw).joinedload(Draw.cycle))
    )
    return list(session.scalars(query))


def _facts(session: Session, institution: Institution, now: dt.datetime) -> list[tuple[str, str]]:
    """What the register knows, as pairs of a word and its answer."""
    size = ngettext("%(num)s plads", "%(num)s pladser", institution.size) if institution.size else ""
    street = f"{institution.street}, {institution.postcode} {institution.town}" if institution.street else ""
    facts = (
        (_("Art"), _kind(institution)),
        (_("Område"), institution.area),
        (_("Størrelse"), size),
        (_("Adresse"), street.strip()),
        (_("Leder"), _head(session, institution, local_day(now))),
    )
    return [(word, answer) for word, answer in facts if answer]


def _kind(institution: Institution) -> str:
    """The sort of unit; what is none of ours is named by the register's own words."""
    return (institution.kind is Kind.OTHER and institution.kind_words.capitalize()) or str(KINDS[institution.kind])


def _head(session: Session, institution: Institution, day: dt.date) -> str:
    leading = institutions.headship_of(session, institution, day)
    return _("%(name)s, siden %(year)s", name=leading[0].name, year=leading[1].year) if leading else ""


def _names(participants: Iterable[Participant]) -> list[str]:
    """Each with her title; whoever has said no is not named, whom the head brings is."""
    coming = [one for one in participants if one.answer.value != "declined"]
    named = [f"{one.person.name}, {one.person.title}" if one.person.title else one.person.name for one in coming]
    return [*named, *(name for one in coming for name in one.brings)]


def _takes_up(plan: AnnualPlan | None, themes: Iterable[Mapping[str, object]]) -> list[tuple[str, str]]:
    words = plan.takes_up if plan else {}
    pairs = [(str(one["title"]), str(words.get(str(one["edition_id"]), ""))) for one in themes]
    return [(title, text) for title, text in pairs if text]


def printed(page: BriefingPage, *, body: str, language: str, now: dt.datetime) -> bytes:
    """The page on paper. Sets a page: call it outside of a transaction."""
    data, at = in_print(page, body=body, today=local_day(now)), page.written.written_at if page.written else now
    return paper.render_pdf("briefing", data, moment=at, language=language)


def in_print(page: BriefingPage, *, body: str, today: dt.date) -> dict[str, object]:
    """The page as the printed template takes it: every word of it."""
    dialogue, written = page.dialogue, page.written
    start, end = dialogue.starts_at, dialogue.ends_at
    when = moment(start) if start else _("Mødet har ikke en tid endnu.")
    until = _("Til kl. %(time)s", time=time_of_day(end)) if end else ""
    people = ((_("Derfra"), ", ".join(page.house)), (_("Fra direktionen"), ", ".join(page.directors)))
    return {
        "title": _("Briefing: %(name)s", name=page.name),
        "author": _("Sekretariatet, %(body)s", body=body),
        "footer": _("Internt arbejdsark til direktionen, %(body)s", body=body),
        "over": _("Briefing til drøftelsen med"),
        "institution": page.name,
        "when": f"{when[:1].upper()}{when[1:]}",
        "where": " · ".join(part for part in (until, dialogue.room.name if dialogue.room else "") if part),
        "present": [list(pair) for pair in people if pair[1]],
        "about": written.about if written else "",
        "questions": page.questions,
        "plan": written.plan_lines if written else [],
        "takes_up": [[title, _short(text, IN_PRINT)] for title, text in page.takes_up],
        "wishes": _short(page.agenda.wishes, 3 * IN_PRINT) if page.agenda else "",
        "last": last_sentence(page),
        "promises": [
            {"what": _short(one.text, IN_PRINT), "state": _short(labels.action_sentence(one, today), IN_PRINT)}
            for one in page.promises[:MOST]
        ],
        "facts": [list(pair) for pair in page.facts],
        "remember": _("Det er ikke et tilsyn. Lyt mere, end I svarer. Sekretariatet skriver. De ser referatet først."),
        "words": {
            "page": _("Side"),
            "of": _("af"),
            "questions": _("Spørg til dette"),
            "plan": _("Årsplanen i tre linjer"),
            "no_plan": _("Årsplanen er ikke læst endnu.") if page.plan else _("Årsplanen er ikke kommet endnu."),
            "last": _("Sidst lovede vi"),
            "wishes": _("Det vil de selv tale om"),
            "facts": _("Kort om stedet"),
            "remember": _("Husk."),
        },
    }


def _short(text: str, most: int) -> str:
    """What fits on one page of paper; the screen has the whole."""
    return text if len(text) <= most else f"{text[: most - 2].rstrip()} …"


def last_sentence(page: BriefingPage) -> str:
    """When they were here last, and whether anything was promised then."""
    if page.last_year is None:
        return _("Vi har ingen tidligere dialog med dem på skrift.")
    if not page.promises:
        return _("Sidst var %(year)s. Ingen aftaler fra dengang er skrevet ned.", year=page.last_year)
    return _("Sidst var %(year)s. Dengang aftalte vi:", year=page.last_year)


def written_sentence(page: BriefingPage) -> str:
    """Whether the secretariat has written it, and when."""
    if page.written is None:
        return _("Sekretariatet har ikke skrevet på briefingen endnu. Her er det, vi ved.")
    return _("Skrevet af sekretariatet %(day)s.", day=day_short(page.written.written_at))
