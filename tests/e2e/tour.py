"""The main pages of each role in the demonstration, named: walked by the test of barriers and by the photographs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.models import Confirmation, Discussion
from app.guidance import queries as guidances
from app.institutions.models import Succession
from app.invitations.models import Participant
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue

WIDTHS = (1280, 390)


@dataclass(frozen=True)
class Stop:
    """A page: who looks (None: anyone), the file's name, the address, and what it shows."""

    role: Role | None
    name: str
    path: str
    title: str


def stops(session: Session) -> Iterator[Stop]:
    """Every stop, with the numbers that this demonstration gave its things."""
    cycle = cycles.current(session)
    assert cycle
    year = cycle.year
    dialogues = sorted(scheduling.dialogues_of(session, cycle), key=lambda one: str(one.starts_at))
    yield from _of_the_secretary(year, dialogues)
    yield from _of_a_unit(session)
    yield from _of_the_mails(session)
    yield from _of_what_was_said(session)
    yield from _of_a_director(year, dialogues)
    yield from _of_a_head(dialogues)
    yield from _of_anyone(session, year)
    yield from _of_who_has_a_link(session)


def _first(dialogues: list[Dialogue], state: DialogueState) -> int:
    return next(one.id for one in dialogues if one.state is state)


def _seated(dialogues: list[Dialogue]) -> int:
    """The seat of one that has not had its dialogue."""
    return next(one.seat_id for one in dialogues if one.state is DialogueState.AGREED)


def _of_the_secretary(year: int, dialogues: list[Dialogue]) -> Iterator[Stop]:
    who = Role.SECRETARIAT
    agreed, lost = _first(dialogues, DialogueState.AGREED), _first(dialogues, DialogueState.NEEDS_TIME)
    held = [one.id for one in dialogues if one.state is DialogueState.HELD]
    yield Stop(who, "overblik", "/", "The front page: what is asked now, the wheel, the six")
    yield Stop(who, "institutioner", "/institutioner/", "The register")
    yield Stop(who, "hvem-er-en", "/institutioner/ledere", "Who counts as one")
    yield Stop(who, "grupper", "/institutioner/grupper/district", "The rules of districts, and what none knows")
    yield Stop(who, "udvaelgelse", f"/udvaelgelse/{year}", "The six, and why")
    yield Stop(who, "udvaelgelse-maade", f"/udvaelgelse/{year}/indstil", "How the six are found, decided beforehand")
    yield Stop(who, "udvaelgelse-alle", f"/udvaelgelse/{year}/alle", "Everyone's chance, and why")
    yield Stop(who, "udvaelgelse-liste", f"/udvaelgelse/{year}/liste", "The list drawn up beforehand")
    yield Stop(who, "udvaelgelse-tur", f"/udvaelgelse/{year}/tur", "When the turn of each is likely to come")
    yield Stop(who, "udvaelgelse-kontrol", f"/udvaelgelse/{year}/kontrol", "The record, checked")
    yield Stop(who, "afbud", f"/udvaelgelse/{year}/afbud/{_seated(dialogues)}", "Who follows if one withdraws")
    yield Stop(who, "tider", f"/tider/{year}", "The year's meetings")
    yield Stop(who, "ny-tid", f"/tider/dialog/{lost}", "A new time, after a no")
    yield Stop(who, "regler", f"/tider/{year}/regler", "What the plan keeps to")
    yield Stop(who, "skoleferier", f"/tider/skoleferier/{year}", "When the schools are closed")
    yield Stop(who, "steder", f"/tider/{year}/steder", "Where the dialogues are held, and the way there")
    yield Stop(who, "rundspoerge", "/tider/rundspoerge/1", "Who can when: a poll, half of it answered")
    yield Stop(who, "invitationer", f"/indkaldelser/{year}", "Who has answered what")
    yield Stop(who, "indbakke", "/indbakke", "What came by mail, and what is to be done about it")
    yield Stop(who, "foer-afsendelse", f"/indkaldelser/{year}/send", "Who will be sent what")
    yield Stop(who, "udbakke", "/mails", "The mails that left, and how it went")
    yield Stop(who, "mailtekster", f"/mails/tekster/{year}", "The texts of the mails")
    yield Stop(who, "mailtekst", f"/mails/tekster/{year}/invitation-head/da", "One text, with real data")
    yield Stop(who, "kalender", "/indkaldelser/min-kalender", "One's meetings in one's own calendar")
    yield Stop(who, "dialog", f"/dialoger/dialog/{held[0]}", "One dialogue")
    yield Stop(who, "referat", f"/dialoger/dialog/{agreed}/referat", "Writing as it is said")
    yield Stop(who, "gennemlaes", f"/dialoger/dialog/{held[-1]}/gennemlaes", "Minutes that wait for their head")
    yield Stop(who, "rettelse", f"/dialoger/dialog/{held[1]}/gennemlaes", "A correction, half of it settled")
    yield Stop(who, "udskrift", f"/dialoger/dialog/{held[0]}/udskrift", "The minutes to be printed or sent on")
    yield Stop(who, "notefil", f"/dialoger/dialog/{agreed}/fil", "Notes that come in from a file")
    yield Stop(who, "soegning", "/soeg?q=plan", "The search in everything that was said")
    yield Stop(who, "matrix", f"/indsigter/{year}", "Who has spoken of what")
    yield Stop(who, "indsigter", f"/indsigter/{year}/tema/1", "Words on the left, the insight on the right")
    yield Stop(who, "indsigter-aar", "/indsigter/aar", "The themes over the years")
    yield Stop(who, "udkast", f"/ledetraad/{year + 1}/udkast", "The draft, and what it still lacks")
    yield Stop(who, "skaebner", f"/ledetraad/{year + 1}/skaebner", "The fate of each insight")
    yield Stop(who, "vedtagelse", f"/ledetraad/{year + 1}/vedtagelse", "What stands between the draft and adoption")
    yield Stop(who, "kommunikation", f"/kommunikation/{year}", "Who was told of the guidance, and when")
    yield Stop(who, "sag", f"/kommunikation/{year}/sag", "The committee paper, closed by its decision")
    yield Stop(who, "kom-i-gang", "/kom-i-gang", "The steps of a first start")
    yield Stop(who, "opfoelgning", f"/opfoelgning/{year - 1}", "Letters and promises of last year")
    yield Stop(who, "aarsplaner", f"/opfoelgning/{year}/aarsplaner", "The annual plans of all units, never scored")
    yield Stop(who, "overdragelse", "/opfoelgning/overdragelse", "The hand-over, to be printed")
    yield Stop(who, "hoeringer", f"/ledetraad/{year}/hoering", "The rounds in which the draft was laid before others")


def _of_the_mails(session: Session) -> Iterator[Stop]:
    """Still the secretary: whom a mail did not reach. One mail's own page is left out: it is shut into a frame."""
    lost = session.scalars(select(Participant.id).where(Participant.bounced_at.is_not(None)).limit(1)).one()
    who = Role.SECRETARIAT
    yield Stop(who, "deltager", f"/indkaldelser/deltager/{lost}", "Whom a mail did not reach, and what can be done")


def _of_what_was_said(session: Session) -> Iterator[Stop]:
    """Still the secretary: words beside those of the six dialogues as they stand."""
    forum = session.scalars(select(Discussion.id).order_by(Discussion.id.desc()).limit(1)).one()
    yes = select(Confirmation.id).where(Confirmation.answer == ConfirmationAnswer.RIGHT)
    before = session.scalars(yes.order_by(Confirmation.id.desc()).limit(1)).one()
    who = Role.SECRETARIAT
    yield Stop(who, "droeftelse", f"/dialoger/droeftelse/{forum}", "What another forum had to say")
    yield Stop(who, "bekraeftet", f"/dialoger/bekraeftet/{before}", "What was confirmed before it was changed")


def _of_a_unit(session: Session) -> Iterator[Stop]:
    """The unit that came of two before the story begins."""
    who, merged = Role.SECRETARIAT, session.scalars(select(Succession.successor_id)).first()
    yield Stop(who, "enhed", f"/institutioner/{merged}", "One unit, and what has happened to it")
    yield Stop(who, "sammenlaeg", f"/institutioner/{merged}/haendelse/sammenlaeg", "Units that become one")


def _of_a_director(year: int, dialogues: list[Dialogue]) -> Iterator[Stop]:
    who = Role.DIRECTOR
    yield Stop(who, "direktoer", "/", "The director's front page")
    yield Stop(
        who, "direktoer-dialog", f"/dialoger/dialog/{_first(dialogues, DialogueState.AGREED)}", "The next meeting"
    )
    agreed = _first(dialogues, DialogueState.AGREED)
    yield Stop(who, "briefing", f"/dialoger/dialog/{agreed}/briefing", "The briefing before the next meeting")
    yield Stop(who, "over-aarene", "/opfoelgning/aar", "Whom the dialogues reached, and what the insights became")
    yield Stop(who, "laeseudgave", f"/indsigter/{year}/laes", "The insights to be read on a phone or on paper")
    yield Stop(who, "direktoer-udkast", f"/ledetraad/{year + 1}/udkast", "The draft as a director sees it")


def _of_a_head(dialogues: list[Dialogue]) -> Iterator[Stop]:
    who = Role.LEADER
    mine = [one.id for one in dialogues if one.state is DialogueState.HELD][-1]
    yield Stop(who, "leder", "/", "The head's front page: the way of her one dialogue")
    yield Stop(who, "leder-dialog", f"/dialoger/dialog/{mine}", "All about her dialogue")
    yield Stop(who, "leder-aarsplan", f"/dialoger/dialog/{mine}/aarsplan", "Handing in the annual plan")
    yield Stop(who, "leder-referat", f"/dialoger/dialog/{mine}/bekraeft", "Is it right what was written?")


def _of_anyone(session: Session, year: int) -> Iterator[Stop]:
    yield Stop(None, "log-paa", "/log-ind", "Signing in to the demonstration")
    yield Stop(None, "log-paa-kode", "/log-ind/kode", "Signing in by mail: the six digits")
    yield Stop(None, "publikation", f"/ledetraad/{guidances.published(session, year).year}", "The published guidance")
    yield Stop(None, "vidne", f"/udvaelgelse/{year}/offentlig", "A public lot as a witness sees it")
    yield Stop(None, "mails", "/demonstration/mails", "The mails that were sent")


def _of_who_has_a_link(session: Session) -> Iterator[Stop]:
    """The pages that the mails' links open without signing in, as the newest mail of each kind has it."""
    yield Stop(None, "dagsorden", _newest_link(session, "/dagsorden/"), "The agenda, by the link in the mail")
    yield Stop(None, "hvornaar", _newest_link(session, "/tider/svar/"), "When can you? A poll, by the link in the mail")
    yield Stop(
        None, "svar", _newest_link(session, "/svar/", but="/tider/svar/"), "The answer, by the link in the invitation"
    )
    yield Stop(None, "referat-link", _newest_link(session, "/referat/"), "The minutes, by the link in the mail")
    yield Stop(None, "aarsplan-link", _newest_link(session, "/aarsplan/"), "The short form on one unit's plan")
    yield Stop(None, "brev", _newest_link(session, "/brev/"), "The letter, by the link in the mail")


def _newest_link(session: Session, path: str, *, but: str = "-") -> str:
    mails = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id.desc()))
    texts = (message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content() for raw in mails)  # type: ignore[union-attr]
    return next(path + text.partition(path)[2].split()[0] for text in texts if path in text.replace(but, ""))
