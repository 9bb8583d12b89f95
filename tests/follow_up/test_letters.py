"""The letters: whose words became what, why the rest did not, what was promised; adopted and sent once."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import services as cycles
from app.cycle.domain import CycleState, YearClosed
from app.dialogues import queries as dialogue_queries
from app.dialogues import services as dialogues
from app.dialogues.domain import PassageKind
from app.follow_up import queries, services
from app.follow_up.domain import (
    GuidanceMissing,
    LetterOutdated,
    LetterSettled,
    LetterState,
    LettersUnsent,
    NothingToSend,
    NotPublished,
)
from app.follow_up.reading import printed, reading_of
from app.institutions.models import Leadership
from app.mail.models import OutboxMessage
from app.people import queries as people
from tests.dialogues import meetings
from tests.follow_up import harvest
from tests.follow_up.harvest import BODY, DAY, NOW
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=harvest.publish)]


@pytest.mark.starts_from(make=drafting.begin)
def test_letters_are_written_after_publication(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(NotPublished):
        services.write_letters(session, cycle=year.cycle, by=None, now=NOW)


def test_letter_puts_the_sentence_beside_the_words(session: Session) -> None:
    year = harvest.publish(session)
    content = harvest.letters(session, year)[0].content
    assert content["institution"] == "Åkandens Børnehus"
    assert content["held_on"] == "2027-03-16"
    (pair,) = content["pairs"]
    assert (pair["said"], pair["theme"], pair["level"]) == (drafting.SAID, "Samarbejde på tværs", "organisation")
    assert "".join(text for change, text in pair["became"] if change != "removed") == (
        "Et nyt budskab 2 om organisation."
    )
    assert content["rest"] == []


def test_letter_says_why_the_rest_did_not_come(session: Session) -> None:
    year = harvest.publish(session)
    _first, second, third = harvest.letters(session, year)
    assert second.content["pairs"] == []
    assert [(one["fate"], one["said"], one["reason"]) for one in second.content["rest"]] == [
        ("not-this-year", drafting.SHORT, "Det er dyrt.")
    ]
    assert [one["said"] for one in third.content["pairs"]] == [drafting.COUNTED]
    assert [(one["fate"], one["recipient"]) for one in third.content["rest"]] == [("passed-on", "Center for Data")]


def test_letter_tells_how_far_the_promises_are(session: Session) -> None:
    year = harvest.publish(session)
    content = harvest.letters(session, year)[0].content
    page = reading_of(content, body=BODY, sender="sekretariatet@example.dk", day=DAY)
    assert [(one["who"], one["what"], one["due"], one["state"]) for one in page["promises"]] == [
        ("Vi", "Talepædagogen kommer hver onsdag.", "1. august 2027", "Gjort 16. august 2027"),
        ("Vi", "Ét navn til hvert center.", "1. februar 2028", "På vej"),
    ]


def test_letter_reads_as_one_person_writes_to_another(session: Session) -> None:
    year = harvest.publish(session)
    page = reading_of(harvest.letters(session, year)[2].content, body=BODY, sender="s@example.dk", day=DAY)
    assert page["introduction"][1] == (
        "Tirsdag 16. marts 2027 talte vi sammen om, hvordan I arbejder med ledetråden. "
        "I Ledetråd 2028 bygger én sætning på det, I sagde."
    )
    assert page["account"] == [{"count": 1, "what": "blev til en sætning"}, {"count": 1, "what": "er givet videre"}]
    assert page["rest"] == [{"fate": "Givet videre", "said": drafting.COUNTED, "why": "Til Center for Data."}]


@pytest.mark.starts_from(make=None)
def test_letter_counts_the_passages_that_no_insight_was_made_of(session: Session) -> None:
    year = drafting.begin(session, confirmed=False)
    meetings.say(session, year.notes[0], "Det blev der ikke talt mere om.", by=None)
    for note in year.notes:
        drafting.confirm(session, note)
    drafting.finish(session, year)
    year = harvest.close(session, year)
    assert [letter.content["silent"] for letter in harvest.letters(session, year)] == [1, 0, 0]


@pytest.mark.starts_from(make=None)
def test_letter_holds_only_their_own_words_and_no_own_notes(session: Session) -> None:
    year = drafting.begin(session, confirmed=False)
    own = meetings.say(session, year.notes[1], "Vi tror ikke, de mener det.", by=None, kind=PassageKind.OWN)
    effect = drafting.editions(session, 2027)[0]
    closed = drafting.insight(session, year.cycle, effect, "Lukket indsigt.", [own, year.passages[1]])
    for note in year.notes:
        drafting.confirm(session, note)
    drafting.finish(session, year)
    drafting.put_off(session, closed)
    year = harvest.close(session, year)
    written = [json.dumps(letter.content, ensure_ascii=False) for letter in harvest.letters(session, year)]
    for hidden in ("Vi tror ikke", "Lukket indsigt", drafting.SECRET):
        assert [hidden in text for text in written] == [False, False, False]
    assert [drafting.SAID in text for text in written] == [True, False, False]


def test_institution_without_a_head_gets_no_letter_until_it_has_one(session: Session) -> None:
    year = harvest.publish(session)
    for leadership in session.scalars(select(Leadership).limit(1)):
        leadership.to_day = leadership.from_day
    session.flush()
    assert len(harvest.letters(session, year)) == 2
    assert [row.letter is None for row in queries.rows(session, year.cycle, today=DAY)].count(True) == 1


def test_draft_is_written_anew_and_an_adopted_letter_is_not(session: Session) -> None:
    year = harvest.publish(session)
    first, second, _third = harvest.letters(session, year)
    harvest.adopt(session, first)
    before = dict(first.content)
    dialogues.add_action(
        session,
        dialogue=dialogue_queries.dialogue(session, first.dialogue_id),
        text="Noget mere.",
        owner=None,
        due=None,
        now=NOW,
    )
    dialogues.add_action(
        session,
        dialogue=dialogue_queries.dialogue(session, second.dialogue_id),
        text="Noget andet.",
        owner=None,
        due=None,
        now=NOW,
    )
    assert [letter.id for letter in harvest.letters(session, year)][:2] == [first.id, second.id]
    assert first.content == before
    assert [one["text"] for one in second.content["promises"]] == ["Noget andet."]


def test_letter_is_adopted_once_as_it_was_read(session: Session) -> None:
    year = harvest.publish(session)
    first = harvest.letters(session, year)[0]
    with pytest.raises(LetterOutdated):
        services.adopt_letter(session, letter=first, content={"year": 1}, pdf=b"", by=None, now=NOW)
    harvest.adopt(session, first)
    assert queries.pdf_of(session, first) == printed(
        first.content, body=BODY, sender="sekretariatet@example.dk", day=DAY
    )
    with pytest.raises(LetterSettled):
        harvest.adopt(session, first)


def test_only_adopted_letters_are_sent_each_once(session: Session) -> None:
    year = harvest.publish(session)
    first = harvest.letters(session, year)[0]
    with pytest.raises(NothingToSend):
        services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    harvest.adopt(session, first)
    assert services.send_letters(session, cycle=year.cycle, by=None, now=NOW) == 1
    with pytest.raises(NothingToSend):
        services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    assert [letter.state for letter in harvest.letters(session, year)] == [
        LetterState.SENT,
        LetterState.DRAFT,
        LetterState.DRAFT,
    ]
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "letter")).all()
    assert [(mail.subject, mail.person_id) for mail in mails] == [("Det blev der af jeres ord", first.person_id)]


@pytest.mark.starts_from(make=drafting.begin)
def test_year_is_closed_when_the_next_has_its_guidance_and_everyone_her_letter(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(GuidanceMissing):
        services.require_finished(session, year.cycle, NOW)
    year = harvest.close(session, finished(session, year))
    with pytest.raises(LettersUnsent):
        services.require_finished(session, year.cycle, NOW)
    first, *others = harvest.letters(session, year)
    for letter in others:
        harvest.adopt(session, letter)
    services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    with pytest.raises(LettersUnsent) as caught:
        services.require_finished(session, year.cycle, NOW)
    assert caught.value.data["names"] == dialogue_queries.dialogue(session, first.dialogue_id).seat.institution.name
    harvest.adopt(session, first)
    services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    cycles.close_year(session, cycle=year.cycle, gates=(services.require_finished,), by=None, now=NOW)
    with pytest.raises(YearClosed):
        services.send_letters(session, cycle=year.cycle, by=None, now=NOW)


def finished(session: Session, year: drafting.Year) -> drafting.Year:
    drafting.finish(session, year)
    return year


def test_institution_that_nobody_heads_any_more_holds_no_year_open(session: Session) -> None:
    year = harvest.publish(session)
    for leadership in session.scalars(select(Leadership).limit(1)):
        leadership.to_day = leadership.from_day
    session.flush()
    for letter in harvest.letters(session, year):
        harvest.adopt(session, letter)
    services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    cycles.close_year(session, cycle=year.cycle, gates=(services.require_finished,), by=None, now=NOW)
    assert year.cycle.state is CycleState.CLOSED


def test_mail_holds_a_link_and_no_words(session: Session) -> None:
    year = harvest.publish(session)
    letter = harvest.send(session, year)
    raw = session.scalars(select(OutboxMessage.raw).where(OutboxMessage.kind == "letter")).one()
    text = raw.decode().replace("=\r\n", "")
    assert drafting.SAID not in text
    token = re.search(r"/brev/([\w-]+)", text)
    assert token is not None
    link = people.follow_link(session, token=token[1], purpose=services.LINK_PURPOSE, now=NOW)
    assert (link.subject_id, link.person_id) == (letter.id, letter.person_id)
