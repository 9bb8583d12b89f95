"""The committee paper: written from what happened, stale when that is another, a person's words kept, closed once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.communication import pages, papers, plans, printing, queries
from app.communication.domain import (
    Channel,
    DecisionAhead,
    PaperClosed,
    PaperExists,
    Part,
    SentenceChanged,
    SentenceFixed,
    Standing,
    WordsMissing,
    seal,
)
from app.communication.models import CommitteePaper, PaperSentence
from app.cycle import services as cycles
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.guidance import queries as guidances
from app.guidance.domain import AnswerKind, CommentSource, NotAdopted, Party
from app.guidance.editions import publishing
from app.guidance.models import Answer, Comment, ConsultationRound
from tests.communication import telling
from tests.communication.telling import BODY, NOW
from tests.conftest import DATA
from tests.dialogues import meetings
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=telling.publish)]

OURS = "Vi hører gerne udvalgets ord til næste år."


def text_of(paper: CommitteePaper) -> str:
    return printing.as_text(printing.content_of(paper, body=BODY))


def sentence(paper: CommitteePaper, source: str) -> PaperSentence:
    return next(one for one in paper.sentences if (one.source or "").startswith(source))


def standings(session: Session, paper: CommitteePaper, now: dt.datetime = NOW) -> dict[str, Standing]:
    """The sentences that are not as they should be."""
    page = pages.paper_page(session, paper, now)
    return {one.sentence.source or "": one.standing for _part, said in page.parts for one in said if one.stale}


def move(session: Session, paper: CommitteePaper, kind: MilestoneKind, day: dt.date) -> None:
    cycle = session.get_one(Cycle, paper.guidance.cycle_id)
    cycles.set_milestones(session, cycle=cycle, days={kind: day}, by=None, now=NOW)


def edit(session: Session, paper: CommitteePaper, one: PaperSentence, text: str, *, seen: str = "") -> None:
    papers.edit_sentence(
        session, paper=paper, sentence=one, text=text, base=seal(one.text), seen=seen, by=None, now=NOW
    )


def test_paper_is_what_happened_word_for_word(session: Session) -> None:
    expected = (DATA / "communication" / "committee_paper.txt").read_text(encoding="utf-8")
    assert text_of(telling.told(session)) == expected


def test_paper_tells_of_questions_only_where_every_theme_has_some(session: Session) -> None:
    year = telling.publish(session)
    empty = drafting.element(session, year.guidance, 3, None)
    guidances.revision_of(session, empty).text = ""
    session.flush()
    assert "hører spørgsmål" not in text_of(telling.write(session, year.guidance))


def test_paper_is_danish_whoever_writes_it(session: Session, app) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        paper = telling.told(session)
        assert "orienteres om Direktionens Ledetråd 2028" in text_of(paper)
        page = pages.paper_page(session, paper, NOW)
    assert "9. september 2027" in [one.label for _part, said in page.parts for one in said]


def test_paper_holds_nothing_of_the_own_notes(session: Session) -> None:
    paper = telling.told(session)
    written = text_of(paper) + str([one.facts for one in paper.sentences])
    for hidden in (telling.HIDDEN, drafting.SECRET, drafting.SAID):
        assert hidden not in written


@pytest.mark.starts_from(make=drafting.begin)
def test_paper_is_written_once_and_of_an_adopted_guidance(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(NotAdopted):
        telling.write(session, year.guidance)
    drafting.finish(session, year)
    publishing.adopt(session, guidance=year.guidance, day=dt.date(2027, 10, 19), agenda_item="", by=None, now=NOW)
    paper = telling.write(session, year.guidance)
    assert sentence(paper, "adopted").text == "Direktionen: vedtaget"
    with pytest.raises(PaperExists):
        telling.write(session, year.guidance)


def test_sentence_is_stale_when_its_day_is_moved(session: Session) -> None:
    paper = telling.told(session)
    assert standings(session, paper) == {}
    move(session, paper, MilestoneKind.JOINT_COMMITTEE, dt.date(2027, 10, 7))
    assert standings(session, paper) == {"milestone:joint-committee": Standing.CHANGED}
    assert papers.renew_paper(session, paper=paper, by=None, now=NOW) == 1
    assert standings(session, paper) == {}
    assert "7. oktober 2027 | Hovedudvalget (MED)" in text_of(paper)


def test_sentence_is_stale_when_another_dialogue_is_held(session: Session) -> None:
    paper = telling.told(session)
    cycle = session.get_one(Cycle, paper.guidance.cycle_id)
    meetings.open_held_note(session, cycle, name="Møllevangens Skole", day=dt.date(2027, 5, 20))
    assert standings(session, paper) == {"basis": Standing.CHANGED, "dialogues": Standing.CHANGED}
    papers.renew_paper(session, paper=paper, by=None, now=NOW)
    assert "16. marts – 20. maj 2027 | Direktionen og fire institutioner og centre" in text_of(paper)


def test_sentence_is_stale_when_its_thing_is_gone_and_a_renewal_takes_it_out(session: Session) -> None:
    paper = telling.told(session)
    row = next(one for one in queries.steps_of(session, paper.guidance) if one.channel is Channel.SEMINAR)
    plans.remove_step(session, step=queries.step(session, row.id), by=None, now=NOW)
    assert standings(session, paper) == {f"step:{row.id}": Standing.GONE}
    papers.renew_paper(session, paper=paper, by=None, now=NOW)
    assert "seminar" not in text_of(paper)


def test_what_has_come_since_is_told_and_taken_in_by_a_renewal(session: Session) -> None:
    paper = telling.told(session)
    plans.add_step(
        session,
        guidance=paper.guidance,
        channel=Channel.OTHER,
        audience="borgerne, i lokalavisen",
        day=dt.date(2027, 11, 20),
        by=None,
        now=NOW,
    )
    page = pages.paper_page(session, paper, NOW)
    assert [(part, label) for part, label, _text in page.missing] == [(Part.COMMUNICATION, "20. november 2027")]
    papers.renew_paper(session, paper=paper, by=None, now=NOW)
    assert "20. november 2027 | Fortælles: borgerne, i lokalavisen\n8. december 2027" in text_of(paper)


def test_persons_words_survive_a_renewal_and_are_marked_when_the_fact_is_another(session: Session) -> None:
    paper = telling.told(session)
    papers.add_sentence(session, paper=paper, part=Part.CAME_ABOUT, text=OURS, by=None, now=NOW)
    edit(session, paper, sentence(paper, "milestone:joint"), "Hovedudvalget var enigt.")
    move(session, paper, MilestoneKind.JOINT_COMMITTEE, dt.date(2027, 10, 7))
    papers.renew_paper(session, paper=paper, by=None, now=NOW)
    assert "5. oktober 2027 | Hovedudvalget var enigt." in text_of(paper)
    assert f"punkt 4\n{OURS}\n## Årets temaer" in text_of(paper)
    assert standings(session, paper) == {"milestone:joint-committee": Standing.CHANGED}
    assert pages.paper_page(session, paper, NOW).edited_stale == 1


def test_whoever_has_seen_the_new_fact_settles_the_sentence(session: Session) -> None:
    paper = telling.told(session)
    edit(session, paper, sentence(paper, "milestone:joint"), "Hovedudvalget var enigt.")
    move(session, paper, MilestoneKind.JOINT_COMMITTEE, dt.date(2027, 10, 7))
    (shown,) = [one for _part, said in pages.paper_page(session, paper, NOW).parts for one in said if one.stale]
    edit(session, paper, shown.sentence, "Hovedudvalget var stadig enigt.", seen=shown.seen)
    assert standings(session, paper) == {}
    assert "7. oktober 2027 | Hovedudvalget var stadig enigt." in text_of(paper)


def test_edited_sentence_is_given_back_to_the_year(session: Session) -> None:
    paper = telling.told(session)
    one = sentence(paper, "economy")
    edit(session, paper, one, "Kurserne koster 20.000 kr.")
    papers.renew_sentence(session, paper=paper, sentence=sentence(paper, "economy"), by=None, now=NOW)
    assert (sentence(paper, "economy").edited, "Kurserne" in text_of(paper)) == (False, False)


def test_emptied_sentence_stays_out_over_a_renewal(session: Session) -> None:
    paper = telling.told(session)
    edit(session, paper, sentence(paper, "follow-up"), "")
    papers.renew_paper(session, paper=paper, by=None, now=NOW)
    assert "Opfølgningen sker" not in text_of(paper)
    with pytest.raises(SentenceFixed):
        papers.remove_sentence(session, paper=paper, sentence=sentence(paper, "follow-up"), by=None, now=NOW)


def test_own_sentence_is_taken_out_and_is_never_empty(session: Session) -> None:
    paper = telling.told(session)
    with pytest.raises(WordsMissing):
        papers.add_sentence(session, paper=paper, part=Part.ACTION, text=" ", by=None, now=NOW)
    own = papers.add_sentence(session, paper=paper, part=Part.ACTION, text=OURS, by=None, now=NOW)
    with pytest.raises(WordsMissing):
        edit(session, paper, own, "")
    papers.remove_sentence(session, paper=paper, sentence=own, by=None, now=NOW)
    assert OURS not in text_of(paper)


def test_two_do_not_write_over_one_another(session: Session) -> None:
    paper = telling.told(session)
    one, base = sentence(paper, "economy"), seal(sentence(paper, "economy").text)
    edit(session, paper, one, "Den første.")
    with pytest.raises(SentenceChanged):
        papers.edit_sentence(
            session, paper=paper, sentence=one, text="Den anden.", base=base, seen="", by=None, now=NOW
        )


def test_another_committee_makes_its_sentences_stale(session: Session) -> None:
    paper = telling.told(session)
    papers.change_paper(
        session, paper=paper, committee="Byrådet", meeting_on=telling.MEETS, case_number="", by=None, now=NOW
    )
    assert standings(session, paper) == {"purpose": Standing.CHANGED, "competence": Standing.CHANGED}


def test_decision_closes_the_paper_and_the_plans_row(session: Session) -> None:
    paper = telling.told(session)
    later = at(dt.date(2027, 11, 16), 9)
    with pytest.raises(DecisionAhead):
        papers.decide(session, paper=paper, decision="Ja.", day=dt.date(2027, 11, 17), by=None, now=later)
    with pytest.raises(WordsMissing):
        papers.decide(session, paper=paper, decision=" ", day=telling.MEETS, by=None, now=later)
    papers.decide(session, paper=paper, decision="Taget til efterretning.", day=telling.MEETS, by=None, now=later)
    assert text_of(paper).endswith("# Beslutning\nØkonomiudvalget, 15. november 2027\nTaget til efterretning.\n")
    row = next(one for one in queries.steps_of(session, paper.guidance) if one.channel is Channel.COMMITTEE)
    assert row.done_on == telling.MEETS


def test_closed_paper_is_never_changed_nor_stale(session: Session) -> None:
    paper = telling.told(session)
    later = at(dt.date(2027, 11, 16), 9)
    papers.decide(session, paper=paper, decision="Ja.", day=telling.MEETS, by=None, now=later)
    before = text_of(paper)
    move(session, paper, MilestoneKind.JOINT_COMMITTEE, dt.date(2027, 10, 7))
    assert standings(session, paper, later) == {}
    given: dict[str, Any] = {"paper": paper, "by": None, "now": later}
    one = sentence(paper, "economy")
    for change in (
        lambda: papers.renew_paper(session, **given),
        lambda: papers.renew_sentence(session, **given, sentence=one),
        lambda: papers.add_sentence(session, **given, part=Part.ACTION, text=OURS),
        lambda: edit(session, paper, one, OURS),
        lambda: papers.remove_sentence(session, **given, sentence=one),
        lambda: papers.decide(session, **given, decision="Nej.", day=telling.MEETS),
        lambda: papers.change_paper(session, **given, committee="Byrådet", meeting_on=telling.MEETS, case_number="1"),
    ):
        with pytest.raises(PaperClosed):
            change()
    assert text_of(paper) == before


def test_span_over_two_years_names_both(session: Session) -> None:
    year = telling.publish(session)
    following = session.scalars(select(Cycle).where(Cycle.year == 2028)).one()
    days = {MilestoneKind.DIALOGUES_TO: dt.date(2029, 1, 10), MilestoneKind.CODED: dt.date(2029, 1, 20)}
    later = {MilestoneKind.ADOPTED: dt.date(2029, 2, 1), MilestoneKind.SENT: dt.date(2029, 2, 2)}
    cycles.set_milestones(session, cycle=following, days=days | later, by=None, now=NOW)
    paper = telling.write(session, year.guidance)
    assert "Mellem 15. marts 2028 og 10. januar 2029 inviterer direktionen" in text_of(paper)


def test_consultation_is_counted_in_the_paper(session: Session) -> None:
    year = telling.publish(session)
    found = ConsultationRound(
        guidance_id=year.guidance.id,
        party=Party.JOINT_COMMITTEE,
        title="Hovedudvalget",
        deadline=dt.date(2027, 10, 4),
        key="k",
        content={},
        opened_at=at(dt.date(2027, 9, 20), 9),
    )
    session.add(found)
    session.flush()
    for number, kind in enumerate((AnswerKind.CHANGED, AnswerKind.NOT_CHANGED)):
        comment = Comment(
            guidance_id=year.guidance.id,
            round_id=found.id,
            source=CommentSource.ROUND,
            text="Skriv det kortere.",
            written_at=NOW,
        )
        session.add(comment)
        session.flush()
        session.add(Answer(comment_id=comment.id, kind=kind, revision=1, why=f"Fordi {number}.", answered_at=NOW))
    session.flush()
    paper = telling.write(session, year.guidance)
    assert "20. september – 4. oktober 2027 | Høring, Hovedudvalget: 2 bemærkninger" in text_of(paper)
    assert "Af de 2 bemærkninger førte 1 til en ændring. Alle har fået svar." in text_of(paper)
    assert "5. oktober 2027" not in text_of(paper)


@pytest.mark.starts_from(make=None)
def test_guidance_that_was_taken_over_says_no_day_that_nobody_knows(session: Session) -> None:
    paper = telling.write(session, drafting.last_years_guidance(session))
    assert "Sådan blev ledetråden til\n## Årets temaer" in text_of(paper)
    assert "Mellem" not in text_of(paper)
