"""Bold, lists and paragraphs without a markup language, and the English beside the Danish."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries, services
from app.guidance.domain import BoldUnknown, StaleElement, TieKind
from app.guidance.drafting import drafts, ties
from app.guidance.wording import Block, blocks, emphasis_differs, not_in_text, tidy, written
from app.people.domain import Role
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
TEXT = "Vi gør to ting.\n\n• Vi ringer først.\n• Vi aftaler, hvem der har ansvaret.\n\nResten er jeres."


def test_paragraphs_lists_and_bold_are_told_apart() -> None:
    assert blocks(TEXT, ["ringer først"]) == [
        Block(False, ((("Vi gør to ting.", False),),)),
        Block(
            True,
            (
                (("Vi ", False), ("ringer først", True), (".", False)),
                (("Vi aftaler, hvem der har ansvaret.", False),),
            ),
        ),
        Block(False, ((("Resten er jeres.", False),),)),
    ]


def test_questions_are_one_list_and_a_typed_list_needs_no_empty_line() -> None:
    assert [block.is_list for block in blocks("Hvem?\nHvad?", every_line=True)] == [True]
    assert [block.is_list for block in blocks("To ting:\n• én\n• to\nog slut")] == [False, True, False]


def test_bold_stands_on_whole_words_only() -> None:
    assert not_in_text("Ledetråden er kort.", ["Ledetråd", "kort"]) == ["Ledetråd"]
    assert not_in_text("Slut.\n\nVi går", ["Slut. Vi"]) == ["Slut. Vi"]


@pytest.mark.parametrize("typed", ["- ét", "* ét", "•ét", "•  ét"])
def test_typed_sign_of_an_item_becomes_the_one_sign(typed: str) -> None:
    assert tidy(typed) == "• ét"


def test_dash_in_a_sentence_is_left_alone() -> None:
    assert tidy("-5 grader\nog 3 - 4 ting") == "-5 grader\nog 3 - 4 ting"


@given(st.text(alphabet="ab •-*.\n", max_size=60))
def test_tidy_twice_is_tidy_once_and_blocks_lead_back(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert blocks(written(blocks(tidied))) == blocks(tidied)


def test_emphasis_differs_only_for_words_that_stayed() -> None:
    assert emphasis_differs(("Vi ringer.", []), ("Vi ringer.", ["ringer"]))
    assert not emphasis_differs(("Vi ringer.", ["ringer"]), ("Vi skriver.", ["skriver"]))


def test_bold_is_kept_with_the_revision_and_follows_the_words(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.element(session, year.guidance, 2, Level.CITIZENS)
    facts: dict[str, Any] = {"element": element, "by": None, "now": NOW}
    services.write_element(session, text=TEXT, bold=["ringer  først", "ansvaret"], base_revision=1, **facts)
    services.write_element(session, text=TEXT.replace("ansvaret", "pengene"), base_revision=2, **facts)
    newest, second, _first = queries.revisions_of(session, element)
    assert (second.bold, newest.bold) == (["ringer først", "ansvaret"], ["ringer først"])
    row = drafts.draft_of(session, year.guidance).row(element.id)
    assert row is not None and [block.is_list for block in row.blocks] == [False, True, False]


def test_other_emphasis_is_a_revision_of_its_own(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.CITIZENS, "Vi ringer.")
    facts: dict[str, Any] = {"element": element, "text": "Vi ringer.", "base_revision": 2, "by": None, "now": NOW}
    assert services.write_element(session, bold=["ringer"], **facts) == 3


def test_bold_that_does_not_stand_in_the_text_is_refused(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.element(session, year.guidance, 2, Level.CITIZENS)
    with pytest.raises(BoldUnknown) as refused:
        services.write_element(
            session, element=element, text="Vi ringer.", bold=["skriver"], base_revision=1, by=None, now=NOW
        )
    assert refused.value.data == {"phrase": "skriver"}


def test_last_years_bold_comes_with_last_years_text(session: Session) -> None:
    year = drafting.begin(session)
    last = drafting.element(session, queries.of_year(session, 2027), 1, Level.CITIZENS)
    queries.revision_of(session, last).bold = ["sidste års"]
    session.flush()
    services.take_last_text(
        session, guidance=year.guidance, edition=drafting.editions(session, 2028)[0], by=None, now=NOW
    )
    assert drafts.draft_of(session, year.guidance).themes[0].rows[0].bold == ["sidste års"]


def test_english_makes_no_revision_and_is_not_overwritten_unseen(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.CITIZENS, "Vi ringer.")
    facts: dict[str, Any] = {"element": element, "by": None, "now": NOW}
    services.write_english(session, english="We call. ", seen="", **facts)
    services.write_english(session, english="We call.", seen="", **facts)
    assert (element.english, element.revision) == ("We call.", 2)
    with pytest.raises(StaleElement) as refused:
        services.write_english(session, english="We ring.", seen="", **facts)
    assert (refused.value.data["yours"], refused.value.data["theirs"]) == ("We ring.", "We call.")


class TestPages:
    """The same from the form, without JavaScript."""

    @pytest.fixture
    def client(self, client_of, add_person):
        return client_of(add_person(Role.SECRETARIAT))

    def test_form_keeps_lists_and_bold_and_the_page_shows_them(self, session: Session, client) -> None:
        year = drafting.begin(session)
        element = drafting.element(session, year.guidance, 2, Level.CITIZENS)
        typed = {"text": "Vi lover:\n- at ringe\n- at svare", "bold": "at ringe\n", "revision": 1}
        client.post(f"/ledetraad/tekst/{element.id}", data=typed)
        page = client.get("/ledetraad/2028/udkast").text
        assert '<p class="element-text">Vi lover:</p>' in page
        assert '<ul class="element-text"><li><strong>at ringe</strong></li><li>at svare</li></ul>' in page

    def test_unknown_bold_keeps_what_was_typed_and_says_which(self, session: Session, client) -> None:
        year = drafting.begin(session)
        element = drafting.element(session, year.guidance, 2, Level.CITIZENS)
        typed = {"text": "Vi ringer.", "bold": "skriver", "revision": 1}
        page = client.post(f"/ledetraad/tekst/{element.id}", data=typed)
        assert page.status_code == 422
        assert "“skriver” står ikke i teksten." in page.text
        assert ">Vi ringer.</textarea>" in page.text

    def test_change_of_emphasis_stands_among_the_revisions(self, session: Session, client) -> None:
        year = drafting.begin(session)
        element = drafting.write(session, year, 2, Level.CITIZENS, "Vi ringer.")
        client.post(f"/ledetraad/tekst/{element.id}", data={"text": "Vi ringer.", "bold": "ringer", "revision": 2})
        assert "Fremhævning ændret: ringer" in client.get(f"/ledetraad/tekst/{element.id}/udgaver").text

    def test_tie_shows_what_changed_since_it_was_made(self, session: Session, client) -> None:
        year = drafting.begin(session)
        element = drafting.write(session, year, 2, Level.ORGANISATION, "Én har ansvaret.")
        ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
        drafting.write(session, year, 2, Level.ORGANISATION, "Én har pengene.")
        page = client.get(f"/ledetraad/2028/udkast?element={element.id}").text
        assert "Teksten er ændret, siden I knyttede indsigten." in page
        assert "<del>ansvaret. </del><ins>pengene.</ins>" in page

    def test_english_is_saved_beside_the_danish_and_both_kept_when_two_write(self, session: Session, client) -> None:
        year = drafting.begin(session)
        element = drafting.write(session, year, 2, Level.CITIZENS, "Vi ringer.")
        path = f"/ledetraad/tekst/{element.id}/engelsk"
        assert client.post(path, data={"english": "We call.", "seen": ""}).status_code == 302
        assert 'lang="en"' in client.get(f"/ledetraad/2028/udkast?element={element.id}").text
        page = client.post(path, data={"english": "We ring.", "seen": ""})
        assert (page.status_code, ">We ring.</textarea>" in page.text) == (409, True)
        assert "En anden har rettet samme tekst imens." in page.text

    def test_theme_is_named_in_english_too(self, session: Session, client) -> None:
        drafting.begin(session)
        edition = drafting.editions(session, 2028)[0]
        fields = {"title": edition.title, "summary": "", "english_title": "Effect", "english_summary": "It works."}
        client.post(
            f"/ledetraad/2028/temaer/{edition.id}", data={f"t{edition.id}-{key}": one for key, one in fields.items()}
        )
        session.expire_all()
        found = drafting.editions(session, 2028)[0]
        assert (found.english_title, found.english_summary) == ("Effect", "It works.")

    @pytest.mark.starts_from(make=drafting.finished)
    def test_finished_theme_is_folded_until_a_text_is_open(self, session: Session, client) -> None:
        year = drafting.finished(session)
        element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
        session.commit()
        folded = "3 budskaber og 2 spørgsmål, alle med grundlag."
        assert client.get("/ledetraad/2028/udkast").text.count(folded) == 3
        assert client.get(f"/ledetraad/2028/udkast?element={element.id}").text.count(folded) == 2
