"""The pages of the guidance: drafting without JavaScript, the way to the public, and who sees what."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.domain import Level, Lineage
from app.dialogues.domain import PassageKind
from app.guidance import queries, services, tracing
from app.guidance.domain import FateKind, GuidanceState, TieKind
from app.guidance.drafting import drafts, ties
from app.guidance.drafting.fates import AT_ONCE
from app.guidance.editions import publishing
from app.guidance.models import Fate, Guidance
from app.people.domain import Role
from tests.dialogues import meetings
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
TEXT = "Vi siger ja først. Én af os har ansvaret, og alle kan se hvem."


@pytest.fixture
def secretary(add_person):
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


@pytest.mark.starts_from(make=None)
def test_draft_is_begun_with_one_button(session: Session, client_of, secretary) -> None:
    cycle = publishing.open_year(session, guidance=drafting.last_years_guidance(session), by=None, now=NOW)
    client = client_of(secretary)
    assert "Begynd på Ledetråd 2028" in client.get("/ledetraad").text
    answer = client.post("/ledetraad/begynd", data={"year": cycle.year})
    assert answer.headers["Location"] == "/ledetraad/2028/udkast"
    page = client.get("/ledetraad/2028/udkast")
    assert page.status_code == 200
    assert page.text.count("Skriv fra bunden") == 3


def test_open_text_has_its_field_and_its_insights(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    page = client_of(secretary).get(f"/ledetraad/2028/udkast?element={element.id}").text
    assert f'name="text" rows="4">{TEXT}</textarea>' in page
    assert "Fast tid på samme sted virker." in page
    assert "Vi måler det, der er let." not in page
    assert [word in page for word in ("Bygger på", "Taler imod", "Ikke i år …", "Giv videre …")] == [True] * 4
    assert drafting.SAID in page


def test_text_is_saved_from_a_plain_form(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.element(session, year.guidance, 2, Level.CITIZENS)
    client = client_of(secretary)
    answer = client.post(f"/ledetraad/tekst/{element.id}", data={"text": TEXT, "revision": 1})
    assert answer.headers["Location"] == f"/ledetraad/2028/udkast?element={element.id}#element-{element.id}"
    session.expire_all()
    (newest, _first) = queries.revisions_of(session, element)
    assert (newest.text, newest.author_id) == (TEXT, secretary.id)


def test_stale_save_shows_both_texts_and_loses_none(session: Session, client_of, secretary, add_person) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.CITIZENS, "Jens var først.", by=add_person(name="Jens Lauridsen"))
    page = client_of(secretary).post(f"/ledetraad/tekst/{element.id}", data={"text": "Min tekst.", "revision": 1})
    assert page.status_code == 409
    assert re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page.text) == ["Min tekst.", "Jens var først."]
    assert 'name="revision" value="2"' in page.text
    assert "Jens Lauridsen har rettet samme tekst imens." in page.text


def test_insight_is_tied_and_untied_by_one_button_each(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    client = client_of(secretary)
    client.post(f"/ledetraad/tekst/{element.id}/knyt", data={"insight": year.owner.id, "kind": "based-on"})
    session.expire_all()
    assert queries.based_on(session, year.owner.id) == [element.id]
    client.post(f"/ledetraad/tekst/{element.id}/loesn", data={"insight": year.owner.id})
    session.expire_all()
    assert queries.based_on(session, year.owner.id) == []


def test_fate_is_decided_beside_the_text(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    form = {"kind": "passed-on", "recipient": "Center for Skole", "beside": element.id}
    answer = client_of(secretary).post(f"/ledetraad/indsigt/{year.owner.id}/skaebne", data=form)
    assert f"element={element.id}" in answer.headers["Location"]
    session.expire_all()
    assert session.get_one(Fate, year.owner.id).kind is FateKind.PASSED_ON


def test_fate_is_decided_on_its_page_in_the_one_insight_that_is_open(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    client = client_of(secretary)
    assert "<select" not in client.get("/ledetraad/2028/skaebner").text
    opened = client.get(f"/ledetraad/2028/skaebner?indsigt={year.owner.id}").text
    assert opened.count("<select") == 1
    (address, element) = re.findall(r'action="([^"]*/skaebne)".*?<option value="(\d+)"', opened, re.DOTALL)[0]
    answer = client.post(address, data={"kind": "in-guidance", "element": element, "page": 1})
    assert answer.headers["Location"] == "/ledetraad/2028/skaebner?page=1"
    session.expire_all()
    assert session.scalars(select(Fate)).one().kind is FateKind.IN_GUIDANCE


def test_fates_are_some_at_a_time_and_an_insight_finds_its_page(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    effect = drafting.editions(session, 2027)[0]
    for number in range(AT_ONCE):
        late = drafting.insight(session, year.cycle, effect, f"Indsigt {number}", [year.passages[0]])
    client = client_of(secretary)
    first, second = (client.get(f"/ledetraad/2028/skaebner?page={page}").text for page in (1, 2))
    assert [page.count("<article") for page in (first, second)] == [AT_ONCE, 3]
    assert client.get("/ledetraad/2028/skaebner?page=99").text.count("<article") == 3
    assert f'id="insight-{late.id}"' in client.get(f"/ledetraad/2028/skaebner?indsigt={late.id}").text


def test_draft_asks_as_often_however_many_texts_and_insights(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    client, pages = client_of(secretary), ["/ledetraad/2028/udkast", f"/ledetraad/2028/udkast?element={element.id}"]
    few = [asked(session, client, page) for page in pages]
    for number in range(20):
        drafting.insight(session, year.cycle, drafting.editions(session, 2027)[1], f"Indsigt {number}", year.passages)
    session.commit()
    assert [asked(session, client, page) for page in pages] == few
    assert 'href="/ledetraad/2028/udkast?element=' in client.get(pages[1]).text


def asked(session: Session, client, page: str) -> int:
    """How many questions a page puts to the database when it is seen for the second time."""
    assert client.get(page).status_code == 200
    statements: list[str] = []
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note := lambda *given: statements.append(given[2]))
    try:
        client.get(page)
    finally:
        event.remove(bind, "before_cursor_execute", note)
    return len(statements)


def test_kept_text_is_shown_anew_when_it_or_what_it_rests_on_changes(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    client, kept = client_of(secretary), rf'id="element-{element.id}">.*?<p class="element-kind">(.*?)</p>'
    lines = []
    for change in (None, "tied", "changed", "comment", "english"):
        if change == "tied":
            ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
        elif change == "changed":
            drafting.write(session, year, 2, Level.ORGANISATION, "Noget andet.")
        elif change == "comment":
            client.post("/ledetraad/2028/kommentarer", data={"element": element.id, "text": "Kortere?"})
        elif change == "english":
            secretary.language = "en"
        session.commit()
        page = client.get("/ledetraad/2028/udkast").text
        found = re.findall(kept, page, re.DOTALL)[0]
        rests = [word in found for word in ("mangler grundlag", "2 institutioner bag", "se igen")]
        lines.append((*rests, "1 kommentar" in page))
    assert lines == [
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
        (False, False, True, True),
        (False, False, False, False),
    ]


def test_every_page_of_the_draft_opens(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    client = client_of(secretary)
    titles = {
        "/ledetraad/2028/skaebner": "2 indsigter mangler en skæbne",
        "/ledetraad/2028/temaer": "Temaerne i Ledetråd 2028",
        "/ledetraad/2028/vedtagelse": "ting mangler, før Ledetråd 2028 kan vedtages.",
        f"/ledetraad/tekst/{element.id}/udgaver": "Budskabet om organisationen i “Samarbejde på tværs”",
        f"/ledetraad/spor/{element.id}": "Hvor ordene kommer fra",
        "/ledetraad/historie": "Temaernes historie",
        "/ledetraad/tidligere": "Skriv en tidligere ledetråd ind",
    }
    for path, title in titles.items():
        page = client.get(path)
        assert page.status_code == 200
        assert title in " ".join(page.text.split())


def test_theme_is_renamed_and_its_lineage_chosen(session: Session, client_of, secretary) -> None:
    drafting.begin(session)
    before, edition = drafting.editions(session, 2027)[1], drafting.editions(session, 2028)[1]
    form = {f"t{edition.id}-title": "Ét ansvar", f"t{edition.id}-summary": "Kernen.", f"from-{before.id}": "developed"}
    client_of(secretary).post(f"/ledetraad/2028/temaer/{edition.id}", data=form)
    session.expire_all()
    part = drafts.draft_of(session, queries.of_year(session, 2028)).themes[1]
    assert (part.edition.title, part.edition.summary) == ("Ét ansvar", "Kernen.")
    assert queries.forerunner_titles(part.edition) == ["Samarbejde på tværs"]


@pytest.mark.starts_from(make=drafting.finished)
def test_way_from_adoption_to_the_public_page(session: Session, client_of, secretary) -> None:
    year = drafting.finished(session)
    client, anyone = client_of(secretary), client_of(None)
    assert anyone.get("/ledetraad/2028").status_code == 404
    client.post("/ledetraad/2028/vedtag", data={"day": "2027-10-19", "agenda_item": "4"})
    assert "er vedtaget" in client.get("/ledetraad/2028/vedtagelse").text
    client.post("/ledetraad/2028/udsend")
    page = anyone.get("/ledetraad/2028")
    assert page.status_code == 200
    assert "Et nyt budskab 2 om organisation." in page.text
    pdf = anyone.get("/ledetraad/2028/pdf")
    assert (pdf.mimetype, pdf.data[:8]) == ("application/pdf", b"%PDF-1.7")
    session.expire_all()
    assert session.get_one(Guidance, year.guidance.id).state is GuidanceState.PUBLISHED


def test_open_gate_stops_the_adoption_in_words(session: Session, client_of, secretary) -> None:
    drafting.begin(session)
    answer = client_of(secretary).post("/ledetraad/2028/vedtag", data={"day": "2027-10-19"})
    assert answer.status_code == 409
    assert "Indledningen er ikke skrevet endnu." in answer.text


@pytest.mark.starts_from(make=drafting.finished)
def test_public_page_tells_nobody_who_said_what(session: Session, client_of, secretary) -> None:
    drafting.finished(session)
    client = client_of(secretary)
    client.post("/ledetraad/2028/vedtag", data={"day": "2027-10-19"})
    client.post("/ledetraad/2028/udsend")
    page = client_of(None).get("/ledetraad/2028").text
    hidden = (drafting.SAID, drafting.SECRET, "Åkandens", "Skovbrynets", "Havblik", "Hvor kommer det fra?")
    assert [word in page for word in hidden] == [False] * len(hidden)
    traced = client.get("/ledetraad/2028").text
    assert traced.count("Hvor kommer det fra?") == 1


@pytest.mark.starts_from(make=drafting.finished)
def test_trace_leads_from_the_sentence_to_words_meeting_and_letter(session: Session, client_of, secretary) -> None:
    year = drafting.finished(session)
    client = client_of(secretary)
    client.post("/ledetraad/2028/vedtag", data={"day": "2027-10-19"})
    client.post("/ledetraad/2028/udsend")
    element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    page = client.get(f"/ledetraad/spor/{element.id}").text
    dialogue_id = year.notes[0].dialogue_id
    assert "Når flere er med, ejer ingen sagen." in page
    assert drafting.SAID in page
    assert f'href="/dialoger/dialog/{dialogue_id}#afsnit-{year.passages[0].id}"' in page
    assert f"/indsigter/2027/tema/2?indsigt={year.owner.id}#laes" in page
    assert f'href="/opfoelgning/brev/{dialogue_id}"' in page


def test_earlier_guidance_is_written_in_as_history(session: Session, client_of, secretary) -> None:
    form = {"year": 2016, "themes-0-title": "Samspil med borgeren", "themes-0-questions": "Hvem?\nHvordan?"}
    client = client_of(secretary)
    assert client.post("/ledetraad/tidligere", data=form).headers["Location"] == "/ledetraad/2016"
    page = client_of(None).get("/ledetraad/2016").text
    assert [word in page for word in ("Overtaget fra før dette system", "Samspil med borgeren", "Hvordan?")] == [
        True
    ] * 3
    assert "Nyt tema" not in page
    assert client.post("/ledetraad/tidligere", data=form).status_code == 422


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LEADER, None])
def test_drafts_are_for_staff_only(session: Session, client_of, add_person, role: Role | None) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    client = client_of(add_person(role) if role else None)
    expected = {Role.DIRECTOR: 200, Role.LEADER: 404, None: 302}[role]
    for path in ("/ledetraad/2028/udkast", "/ledetraad/2028/skaebner", f"/ledetraad/spor/{element.id}"):
        assert client.get(path).status_code == expected
    assert client.post("/ledetraad/2028/udsend").status_code == (401 if role is None else 404)


@pytest.mark.starts_from(make=None)
def test_own_notes_reach_no_public_page_pdf_or_trace_for_programs(session: Session, client_of, secretary) -> None:
    year = drafting.begin(session, confirmed=False)
    own = meetings.say(session, year.notes[1], "KANARIEFUGL", by=None, kind=PassageKind.OWN)
    effect = drafting.editions(session, 2027)[0]
    closed = drafting.insight(session, year.cycle, effect, "LUKKET", [own])
    element = drafting.write(session, year, 1, Level.CITIZENS, "Et budskab.")
    ties.tie(session, element=element, insight=closed, kind=TieKind.BASED_ON, by=None, now=NOW)
    back = str(tracing.element_as_json(tracing.trace_element(session, element.id)))
    forward = str(tracing.passage_as_json(tracing.trace_passage(session, own.id)))
    assert [word in back + forward for word in ("KANARIEFUGL", "LUKKET")] == [False, False]


def test_earlier_theme_that_is_wrong_is_told_at_its_field(client_of, secretary) -> None:
    form = {"year": "2016", "introduction": "", "themes-0-title": "T" * 201, "themes-1-citizens": "Uden navn"}
    page = client_of(secretary).post("/ledetraad/tidligere", data=form)
    assert (page.status_code, "Uden navn" in page.text, "{" in page.text) == (422, True, False)
    assert (
        '<a class="function-link" href="#themes-0-title">Temaets navn: Teksten må højst have 200 tegn.</a>' in page.text
    )
    assert '<a class="function-link" href="#themes-1-title">Temaets navn: Skriv temaets navn.</a>' in page.text


@pytest.mark.parametrize(
    ("title", "said"), [("", "Feltet skal udfyldes."), ("  ", "Feltet"), ("T" * 201, "højst have 200")]
)
def test_theme_that_does_not_hold_is_told_at_its_field_and_kept(session, client_of, secretary, title, said) -> None:
    drafting.begin(session)
    before, edition = drafting.editions(session, 2027)[1], drafting.editions(session, 2028)[1]
    form = {f"t{edition.id}-title": title, f"t{edition.id}-summary": "Det jeg skrev.", f"from-{before.id}": "developed"}
    page = client_of(secretary).post(f"/ledetraad/2028/temaer/{edition.id}", data=form)
    assert (page.status_code, said in page.text, "Det jeg skrev." in page.text) == (422, True, True)
    assert '<option value="developed" selected>' in page.text
    session.expire_all()
    assert drafting.editions(session, 2028)[1].title == edition.title


def test_theme_does_not_end_without_a_reason(session: Session, client_of, secretary) -> None:
    drafting.begin(session)
    ended, edition = drafting.editions(session, 2027)[0], drafting.editions(session, 2028)[0]
    client = client_of(secretary)
    client.post(f"/ledetraad/2028/temaer/{edition.id}", data={f"t{edition.id}-title": "Nyt"})  # comes from nowhere
    address = f"/ledetraad/2028/temaer/{ended.id}/slut"
    empty = client.post(address, data={f"e{ended.id}-reason": " "})
    assert (empty.status_code, "Hvorfor føres temaet ikke videre?: Feltet skal udfyldes." in empty.text) == (422, True)
    assert client.post(address, data={f"e{ended.id}-reason": "Nået."}).headers["Location"] == "/ledetraad/2028/temaer"
    session.expire_all()
    assert drafting.editions(session, 2027)[0].ended_reason == "Nået."


@pytest.mark.starts_from(make=None)
@pytest.mark.parametrize(("role", "offered"), [(Role.SECRETARIAT, True), (Role.DIRECTOR, False)])
def test_only_who_may_open_the_year_is_offered_to(session, client_of, add_person, role: Role, offered: bool) -> None:
    publishing.take_over_year(session, year=2027, introduction="", themes=[], by=None, now=NOW)
    page = client_of(add_person(role)).get("/ledetraad").text
    assert ('action="/ledetraad/2027/brug"' in page) is offered


def test_lineage_of_what_was_taken_over_is_drawn_on_its_page(session: Session, client_of, secretary) -> None:
    for year in (2016, 2017):
        themes = [publishing.EarlierTheme(title=title) for title in meetings.TITLES]
        publishing.take_over_year(session, year=year, themes=themes, by=None, now=NOW)
    (first, second, third), now_first = drafting.editions(session, 2016), drafting.editions(session, 2017)[0]
    client = client_of(secretary)
    assert 'href="/ledetraad/2017/temaer"' in client.get("/ledetraad/2017").text
    address = f"/ledetraad/2017/temaer/{now_first.id}/slaegt"
    two = {f"from-{first.id}": "developed", f"from-{second.id}": "developed"}
    assert client.post(address, data=two).headers["Location"] == "/ledetraad/2017/temaer"
    client.post(f"/ledetraad/2017/temaer/{third.id}/slut", data={f"e{third.id}-reason": "Nået."})
    session.expire_all()
    now_first = cycles.themes_of(session, 2017)[0]
    assert queries.forerunner_titles(now_first) == [first.title, second.title]
    assert (now_first.title, now_first.theme_id == first.theme_id, third.ended_reason) == (first.title, True, "Nået.")


@pytest.mark.starts_from(make=drafting.finished)
def test_lineage_of_what_was_published_here_stands(session: Session, client_of, secretary) -> None:
    drafting.finished(session)
    guidance = queries.of_year(session, 2028)
    guidance.state = GuidanceState.ADOPTED
    edition = cycles.themes_of(session, 2028)[0]
    answer = client_of(secretary).post(f"/ledetraad/2028/temaer/{edition.id}/slaegt", data={})
    assert (answer.status_code, len(edition.forerunners)) == (409, 1)


def test_later_years_go_on_with_the_life_that_a_theme_is_given(session: Session) -> None:
    for year in (2016, 2017):
        publishing.take_over_year(
            session, year=year, themes=[publishing.EarlierTheme(title="Effekt")], by=None, now=NOW
        )
    follows = publishing.EarlierTheme(title="Effekt", forerunners=(("Effekt", Lineage.CONTINUED),))
    publishing.take_over_year(session, year=2018, themes=[follows], by=None, now=NOW)
    first, second, third = (drafting.editions(session, year)[0] for year in (2016, 2017, 2018))
    services.draw_lineage(
        session,
        guidance=queries.of_year(session, 2017),
        edition=second,
        forerunners=[(first, Lineage.CONTINUED)],
        by=None,
        now=NOW,
    )
    assert [one.theme_id for one in (first, second, third)] == [first.theme_id] * 3
