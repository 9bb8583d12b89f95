"""Comments and their answers: what was said of which wording, and what it led to."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries, services
from app.guidance.consultation import comments
from app.guidance.consultation.refusals import (
    AnswerWithoutChange,
    AnswerWithoutWhy,
    CommentAnswered,
    CommentEmpty,
    CommentPrivate,
    CommentsClosed,
    RevisionUnknown,
    ThemeCommented,
)
from app.guidance.domain import AnswerKind, CommentSource, GateKind, GuidanceFrozen, GuidanceState, TooLong
from app.guidance.editions import publishing
from app.guidance.models import Comment, Element, Guidance
from app.people.domain import Role
from app.trail.models import TrailEntry
from tests.counting import count_queries
from tests.guidance import standing
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
LATER = NOW + dt.timedelta(days=1)


def say(session: Session, guidance: Guidance, element: Element | None = None, text: str = "For langt.", **more):
    given = {"revision": None, "source": CommentSource.PAGE, "name": "Jens", "now": NOW, **more}
    return comments.add_comment(session, guidance=guidance, element=element, text=text, **given)


def answer(session: Session, comment: Comment, kind: AnswerKind, why: str = "Fordi.", **more):
    given = {"by": None, "now": LATER, **more}
    return comments.answer_comment(session, comment=comment, kind=kind, why=why, **given)


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.begin(session)


def test_changed_answer_shows_the_words_before_and_after(session: Session, year: Year) -> None:
    element = drafting.write(session, year, 1, Level.CITIZENS, "Vi måler alt.")
    said = say(session, year.guidance, element)
    drafting.write(session, year, 1, Level.CITIZENS, "Vi måler det, der hjælper.")
    answer(session, said, AnswerKind.CHANGED, "Det var for bredt.", revision=3)
    drafting.write(session, year, 1, Level.CITIZENS, "Noget helt tredje.")
    (row,) = comments.comments_of(session, year.guidance)
    assert (row.before, row.after) == ("Vi måler alt.", "Vi måler det, der hjælper.")
    assert ("removed", "alt. ") in row.difference
    assert (row.answer.why, row.comment.revision, row.is_changed) == ("Det var for bredt.", 2, True)


def test_changed_demands_a_wording_that_came_after(session: Session, year: Year) -> None:
    element = drafting.write(session, year, 1, Level.CITIZENS, "Vi måler alt.")
    said = say(session, year.guidance, element)
    for revision in (None, 1, 2, 3):
        with pytest.raises(AnswerWithoutChange):
            answer(session, said, AnswerKind.CHANGED, revision=revision)
    assert answer(session, said, AnswerKind.NOT_CHANGED, revision=2).revision is None


def test_answer_is_a_sentence_and_is_given_once(session: Session, year: Year) -> None:
    said = say(session, year.guidance)
    with pytest.raises(AnswerWithoutWhy):
        answer(session, said, AnswerKind.NOT_CHANGED, " \n ")
    answer(session, said, AnswerKind.NOT_CHANGED)
    with pytest.raises(CommentAnswered):
        answer(session, said, AnswerKind.NOT_CHANGED, "Igen.")


def test_comment_on_the_whole_is_put_where_it_led_to_a_change(session: Session, year: Year) -> None:
    said = say(session, year.guidance, text="Der mangler noget om børn.")
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    services.write_element(session, element=element, text="Om børn.", base_revision=1, by=None, now=LATER)
    answer(session, said, AnswerKind.CHANGED, revision=2, element=queries.element(session, element.id))
    (row,) = comments.comments_of(session, year.guidance)
    assert (row.comment.element_id, row.comment.revision, row.after) == (element.id, 1, "Om børn.")


def test_same_key_comes_in_once(session: Session, year: Year) -> None:
    first = say(session, year.guidance, save_key="word:1")
    assert say(session, year.guidance, save_key="word:1") is first
    assert len(comments.comments_of(session, year.guidance)) == 1


@pytest.mark.parametrize(
    ("text", "refusal"),
    [(" \n", CommentEmpty), ("Om 010190-1234.", CommentPrivate), ("x" * 10_001, TooLong)],
)
def test_comment_says_something_and_holds_no_number_of_a_person(
    session: Session, year: Year, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        say(session, year.guidance, text=text)


def test_comment_is_about_words_that_have_stood(session: Session, year: Year) -> None:
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    with pytest.raises(RevisionUnknown):
        say(session, year.guidance, element, revision=2)


def test_open_comment_is_a_gate_until_it_is_answered(session: Session, year: Year) -> None:
    drafting.finish(session, year)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    said = say(session, year.guidance, element)
    (gate,) = standing.open_gates(session, year.guidance, now=NOW)
    assert (gate.kind, gate.thing, gate.endpoint) == (GateKind.COMMENTS, f"comment:{said.id}", "guidance.comments")
    assert gate.sentence == ("Kommentaren fra Jens til budskabet om borgerne i “Effekt for borgerne” er ikke besvaret.")
    answer(session, said, AnswerKind.NOT_CHANGED)
    assert standing.open_gates(session, year.guidance, now=NOW) == []


def test_adopted_text_takes_answers_and_no_more_comments(session: Session, year: Year) -> None:
    drafting.finish(session, year)
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="4", by=None, now=NOW)
    with pytest.raises(CommentsClosed):
        say(session, year.guidance)


def test_published_text_takes_no_answers(session: Session, year: Year) -> None:
    said = say(session, year.guidance)
    year.guidance.state = GuidanceState.PUBLISHED
    session.flush()
    with pytest.raises(GuidanceFrozen):
        answer(session, said, AnswerKind.NOT_CHANGED)


def test_theme_with_comments_is_not_dropped(session: Session, year: Year) -> None:
    say(session, year.guidance, drafting.element(session, year.guidance, 3, Level.CITIZENS))
    edition = drafting.editions(session, 2028)[2]
    with pytest.raises(ThemeCommented):
        services.drop_theme(session, guidance=year.guidance, edition=edition, by=None, now=NOW)


def test_trail_holds_who_and_what_and_no_words(session: Session, year: Year, add_person) -> None:
    said = say(session, year.guidance, name="", author=add_person(Role.DIRECTOR))
    answer(session, said, AnswerKind.NOT_CHANGED)
    found = session.scalars(select(TrailEntry).where(TrailEntry.thing == f"comment:{said.id}")).all()
    assert [one.action for one in found] == ["guidance.commented", "guidance.answered"]
    assert "For langt" not in repr([one.details for one in found])


def test_comments_are_read_in_a_fixed_number_of_queries(session: Session, year: Year) -> None:
    counts = []
    for _number in range(2):
        for level in (Level.CITIZENS, Level.EMPLOYEES):
            say(session, year.guidance, drafting.element(session, year.guidance, 1, level))
        session.flush()
        counts.append(count_queries(session, lambda: comments.comments_of(session, year.guidance)))
    assert counts[0] == counts[1] <= 3
