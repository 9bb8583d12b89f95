"""Rounds: what readers see is frozen and discreet, a link lives until another is made, a committee answers once."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.cycle.domain import Level
from app.domain import NotFound
from app.guidance import queries, services
from app.guidance.consultation import answers, comments, rounds
from app.guidance.consultation.refusals import (
    ClosedWords,
    CommentNameless,
    MinuteEntered,
    RecipientUnknown,
    RoundClosed,
    RoundEmpty,
    RoundTooShort,
    RoundUntitled,
)
from app.guidance.domain import AnswerKind, CommentSource, GuidanceFrozen, GuidanceState, Party
from app.guidance.editions import publishing
from app.guidance.models import ConsultationRound
from app.mail.models import OutboxMessage
from app.people.domain import AddressUnfit, LinkDead
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.finished)]
DEADLINE = dt.date(2027, 8, 31)
AFTER = dt.datetime(2027, 9, 1, 8, tzinfo=dt.UTC)


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.finished(session)


def lay(session: Session, year: Year, **given) -> ConsultationRound:
    """A round at the heads' forum."""
    wanted = {"party": Party.HEADS_FORUM, "title": "Chefforum 31. august", "deadline": DEADLINE, **given}
    return rounds.open_round(session, guidance=year.guidance, by=None, now=NOW, **wanted)


def read(session: Session, opened: ConsultationRound) -> ConsultationRound:
    return rounds.round_behind(session, opened.key)


def write(session: Session, opened: ConsultationRound, element_id: int | None = None, **given):
    wanted = {"text": "Det er for langt.", "name": "Mette Krogh", "save_key": "a", "now": NOW, **given}
    return rounds.write_in_round(session, round=read(session, opened), element_id=element_id, **wanted)


def test_readers_see_the_words_that_were_frozen(session: Session, year: Year) -> None:
    opened = lay(session, year)
    element = drafting.write(session, year, 1, Level.CITIZENS, "Noget andet nu.")
    said = write(session, opened, element.id)
    (row,) = comments.comments_in(session, opened)
    assert (said.revision, row.before, row.after) == (2, "Et nyt budskab 1 om citizens.", "Noget andet nu.")
    texts = [one["text"] for part in opened.content["parts"] for one in part["elements"]]
    assert "Et nyt budskab 1 om citizens." in texts
    assert "Noget andet nu." not in texts


def test_frozen_copy_holds_texts_and_nothing_behind_them(session: Session, year: Year) -> None:
    drafting.write(session, year, 1, Level.EMPLOYEES, "I Skovbrynets Skoles køkken virker det.")
    told = json.dumps(lay(session, year).content, ensure_ascii=False)
    assert "I […] køkken virker det." in told
    for closed in ("Skovbrynets", drafting.SAID, drafting.SECRET, "Når flere er med", "insight", "evidence"):
        assert closed not in told


@pytest.mark.parametrize("place", ["text", "theme", "title"])
def test_own_notes_stop_a_round(session: Session, year: Year, place: str) -> None:
    if place == "text":
        drafting.write(session, year, 1, Level.EMPLOYEES, drafting.SECRET)
    if place == "theme":
        edition = drafting.editions(session, 2028)[0]
        services.set_theme(
            session,
            guidance=year.guidance,
            edition=edition,
            title=edition.title,
            summary=drafting.SECRET,
            forerunners=[(one.forerunner, one.kind) for one in edition.forerunners],
            by=None,
            now=NOW,
        )
    with pytest.raises(ClosedWords):
        lay(session, year, **({"title": drafting.SECRET} if place == "title" else {}))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"title": " "}, RoundUntitled), ({"deadline": NOW.date() - dt.timedelta(days=1)}, RoundTooShort)],
)
def test_round_has_a_name_and_a_day_ahead(session: Session, year: Year, given, refusal) -> None:
    with pytest.raises(refusal):
        lay(session, year, **given)


@pytest.mark.starts_from(make=drafting.begin)
def test_empty_draft_is_laid_before_nobody(session: Session) -> None:
    with pytest.raises(RoundEmpty):
        lay(session, drafting.begin(session))


def test_adopted_text_is_laid_before_nobody_and_closes_what_is_open(session: Session, year: Year) -> None:
    opened = lay(session, year)
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="", by=None, now=NOW)
    with pytest.raises(GuidanceFrozen):
        lay(session, year)
    with pytest.raises(RoundClosed):
        write(session, opened)


def test_round_takes_comments_to_the_end_of_its_last_day(session: Session, year: Year) -> None:
    opened = lay(session, year)
    write(session, opened, now=dt.datetime(2027, 8, 31, 21, 59, tzinfo=dt.UTC))
    with pytest.raises(RoundClosed) as refused:
        write(session, opened, save_key="b", now=dt.datetime(2027, 8, 31, 22, 1, tzinfo=dt.UTC))
    assert refused.value.data == {"day": "31. august"}


def test_closed_round_takes_no_comments(session: Session, year: Year) -> None:
    opened = lay(session, year)
    rounds.close_round(session, round=opened, by=None, now=NOW)
    with pytest.raises(RoundClosed):
        write(session, opened)


def test_reader_gives_her_name_and_writes_to_what_she_was_shown(session: Session, year: Year) -> None:
    opened = lay(session, year)
    with pytest.raises(CommentNameless):
        write(session, opened, name=" ")
    with pytest.raises(NotFound):
        write(session, opened, 10_000)


def test_comment_that_is_sent_twice_comes_in_once(session: Session, year: Year) -> None:
    opened, other = lay(session, year), lay(session, year, title="Ledergruppen")
    assert write(session, opened) is write(session, opened)
    assert write(session, other) is not write(session, opened)
    assert rounds.counts_of(session, [opened.id]) == {opened.id: (1, 0)}


def test_old_link_dies_when_a_new_one_is_made(session: Session, year: Year) -> None:
    opened = lay(session, year)
    old = opened.key
    rounds.renew_link(session, round=opened, by=None, now=NOW)
    with pytest.raises(LinkDead):
        rounds.round_behind(session, old)
    assert rounds.round_behind(session, opened.key) is opened


def test_committee_item_is_entered_once_and_answered_once(session: Session, year: Year) -> None:
    opened = read(session, lay(session, year, party=Party.JOINT_COMMITTEE, title="Hovedudvalget"))
    with pytest.raises(ClosedWords):
        rounds.enter_minute(session, round=opened, text=drafting.SECRET, by=None, now=AFTER)
    item = rounds.enter_minute(session, round=opened, text="Udvalget bakker op.", name="Punkt 4", by=None, now=AFTER)
    with pytest.raises(MinuteEntered):
        rounds.enter_minute(session, round=opened, text="Igen.", by=None, now=AFTER)
    assert (item.source, item.round_id) == (CommentSource.MINUTE, opened.id)
    with pytest.raises(ClosedWords):
        comments.answer_comment(
            session, comment=item, kind=AnswerKind.NOT_CHANGED, why=drafting.SECRET, by=None, now=AFTER
        )
    comments.answer_comment(session, comment=item, kind=AnswerKind.NOT_CHANGED, why="Tak.", by=None, now=AFTER)
    assert rounds.is_answered(session, opened)


def test_link_is_mailed_once_to_each_and_the_answers_once_more(session: Session, year: Year, add_person) -> None:
    opened, person = read(session, lay(session, year)), add_person(name="Mette Krogh")
    said = write(session, opened)
    wanted = f"mette krogh; ude@example.dk\nUDE@example.dk\n{person.address}"

    def mail() -> int:
        return rounds.mail_link(session, round=opened, recipients=wanted, by=None, now=NOW)

    assert (mail(), mail()) == (2, 0)
    comments.answer_comment(session, comment=said, kind=AnswerKind.NOT_CHANGED, why="Nej.", by=None, now=NOW)
    assert (mail(), mail()) == (2, 0)
    sent = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id).options(undefer(OutboxMessage.raw))).all()
    mine = [one for one in sent if one.kind == "consultation"]
    assert [one.person_id for one in mine] == [person.id, None] * 2
    assert [one.subject for one in mine[::2]] == ["Ledetråd 2028 i høring", "Svar på høringen om Ledetråd 2028"]
    assert rounds.mailed_to(session, opened) == [person.address, "ude@example.dk"]


@pytest.mark.parametrize(("typed", "refusal"), [("Ingen Person", RecipientUnknown), ("æ@ø", AddressUnfit)])
def test_mail_goes_to_who_can_be_found(session: Session, year: Year, typed: str, refusal) -> None:
    with pytest.raises(refusal):
        rounds.mail_link(session, round=read(session, lay(session, year)), recipients=typed, by=None, now=NOW)


def test_report_tells_each_comment_its_answer_and_the_words(session: Session, year: Year) -> None:
    opened = read(session, lay(session, year))
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    first = write(session, opened, element.id, name="Leder i Skovbrynets Skole", text="I Åkandens Børnehus er det nyt.")
    write(session, opened, save_key="b", name="=1+1")
    drafting.write(session, year, 1, Level.CITIZENS, "Et nyt budskab 1 om borgerne i Skovbrynets Skole.")
    comments.answer_comment(
        session, comment=first, kind=AnswerKind.CHANGED, revision=3, why="Det var uklart.", by=None, now=NOW
    )
    report = answers.report_of(session, opened, body="Eksempel Kommune")
    one, other = report["rows"]
    assert (one["who"], one["said"]) == ("Leder i […]", "I […] er det nyt.")
    assert (one["before"], one["after"]) == ("Et nyt budskab 1 om citizens.", "Et nyt budskab 1 om borgerne i […].")
    assert (one["answer"], one["why"], other["answered"]) == ("Ændret", "Det var uklart.", False)
    assert report["count"] == "1 af 2 kommentarer er besvaret."
    assert answers.as_pdf(report) == answers.as_pdf(report)
    table = answers.as_table(report).decode("utf-8-sig").splitlines()
    assert table[0] == "Hvem;Hvornår;Hvor;Kommentar;Svar;Hvorfor;Teksten før;Teksten efter"
    assert table[2].startswith("'=1+1;")


def test_own_notes_never_reach_the_report_whoever_wrote_them(session: Session, year: Year) -> None:
    opened = read(session, lay(session, year))
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    said = write(session, opened, element.id, text=drafting.SECRET)
    drafting.write(session, year, 1, Level.CITIZENS, drafting.SECRET)
    comments.answer_comment(session, comment=said, kind=AnswerKind.CHANGED, revision=3, why="Ja.", by=None, now=NOW)
    report = answers.report_of(session, opened, body="Eksempel Kommune")
    assert "fortrolighed" not in json.dumps(report, ensure_ascii=False)
    assert report["rows"][0]["said"] == "Ordene vises ikke her."


def test_published_guidance_still_shows_its_readers_the_answers(session: Session, year: Year) -> None:
    opened = lay(session, year)
    queries.by_id(session, year.guidance.id).state = GuidanceState.PUBLISHED
    session.flush()
    assert not rounds.is_open(read(session, opened), today=NOW.date())
