"""Adopting, publishing, taking over earlier years, opening the next one."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle import services as cycle_services
from app.cycle.domain import Level, Lineage
from app.guidance import queries
from app.guidance.domain import (
    DraftExists,
    EditionOutdated,
    ForerunnerUnknown,
    GateOpen,
    GuidanceFrozen,
    GuidanceState,
    GuidanceUnknown,
    NotAdopted,
)
from app.guidance.drafting import drafts
from app.guidance.editions import publishing, reading
from app.guidance.editions.edition import canonical, content_of
from app.guidance.models import Guidance, Publication
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
BODY = "Eksempel Kommune"
MEETING = dt.date(2027, 10, 19)


def adopt(session: Session, year: Year) -> None:
    drafting.finish(session, year)
    publishing.adopt(session, guidance=year.guidance, day=MEETING, agenda_item=" 4 ", by=None, now=NOW)


def publish(session: Session, year: Year) -> Publication:
    edition = reading.compose(session, year.guidance, body=BODY, now=NOW)
    return publishing.publish(session, guidance=year.guidance, edition=edition, by=None, now=NOW)


def test_nothing_is_adopted_while_a_gate_stands_open(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(GateOpen) as refused:
        publishing.adopt(session, guidance=year.guidance, day=MEETING, agenda_item="", by=None, now=NOW)
    assert refused.value.data["count"] == 7
    assert year.guidance.state is GuidanceState.DRAFT


def test_adopted_text_is_frozen(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    guidance = queries.of_year(session, 2028)
    assert (guidance.state, guidance.adopted_on, guidance.agenda_item) == (GuidanceState.ADOPTED, MEETING, "4")
    with pytest.raises(GuidanceFrozen):
        drafting.write(session, year, 1, Level.CITIZENS, "For sent.")
    with pytest.raises(GuidanceFrozen):
        publishing.adopt(session, guidance=guidance, day=MEETING, agenda_item="5", by=None, now=NOW)


@pytest.mark.starts_from(make=drafting.finished)
def test_draft_is_not_published(session: Session) -> None:
    year = drafting.finished(session)
    with pytest.raises(NotAdopted):
        publish(session, year)


def test_gate_that_opens_after_adoption_stops_publication(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    drafting.insight(session, year.cycle, drafting.editions(session, 2027)[0], "Sent.", [year.passages[0]])
    with pytest.raises(GateOpen):
        publish(session, year)


def test_publication_keeps_bytes_and_hashes(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    publication = publish(session, year)
    assert publication.pdf_sha256 == hashlib.sha256(publication.pdf).hexdigest()
    assert publication.content_sha256 == hashlib.sha256(canonical(publication.content)).hexdigest()
    assert queries.of_year(session, 2028).state is GuidanceState.PUBLISHED
    again = reading.printed(publication.content, body=BODY, now=NOW)
    assert again == publication.pdf


def test_guidance_is_published_once(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    publish(session, year)
    with pytest.raises(NotAdopted):
        publish(session, year)


def test_pages_set_from_another_content_are_refused(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    edition = reading.compose(session, year.guidance, body=BODY, now=NOW)
    year.guidance.agenda_item = "7"
    with pytest.raises(EditionOutdated):
        publishing.publish(session, guidance=year.guidance, edition=edition, by=None, now=NOW)


def test_publication_opens_the_year_that_talks_about_it(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    publication = publish(session, year)
    subject = cycles.by_year(session, 2028).subject
    assert subject is not None
    assert (subject.title, subject.publication_id) == ("Ledetråd 2028", publication.id)
    assert subject.content["themes"][0] == {
        "edition_id": drafting.editions(session, 2028)[0].id,
        "number": 1,
        "title": "Effekt for borgerne",
        "messages": {level.value: f"Et nyt budskab 1 om {level.value}." for level in Level},
        "questions": ["Hvad gør I ved tema 1?", "Hvordan ved I det?"],
    }


def test_publication_says_nothing_of_who_said_what_or_of_own_notes(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    publication = publish(session, year)
    published = canonical(publication.content).decode() + str(reading.reading_of(publication.content, body=BODY))
    for hidden in (drafting.SAID, drafting.SECRET, "fortrolighed", "Åkandens", "Skovbrynets", "Havblik"):
        assert hidden not in published


def test_publication_tells_how_it_came_about(session: Session) -> None:
    year = drafting.begin(session)
    adopt(session, year)
    page = reading.reading_of(publish(session, year).content, body=BODY)
    assert page["sender"] == "Fra direktionen i Eksempel Kommune, mandag 16. august 2027"
    assert page["roads"][0]["rows"] == [
        {"when": "16. marts 2027", "what": "3 drøftelser mellem direktionen og institutioner og centre"},
        {"when": "15. august 2027", "what": "Direktionens egen drøftelse af temaerne"},
        {"when": "19. oktober 2027", "what": "Vedtaget af direktionen, punkt 4"},
        {"when": "16. august 2027", "what": "Sendt til ledercirklen og offentliggjort"},
    ]
    assert page["lineage"][0]["how"] == "videreført"
    assert page["words"]["lineage"] == "Fra 2027 til 2028"


def test_draft_is_unknown_to_the_public(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(GuidanceUnknown):
        queries.published(session, 2028)
    assert queries.published(session, 2027).taken_over is True
    assert year.guidance.year == 2028


REAL_2016 = ("Effekt for borgerne", "Samspil med borgeren om velfærd", "Trivsel og faglighed")
REAL_2017 = (
    ("Effekt for borgerne – indsatser der virker", REAL_2016[0], Lineage.CONTINUED),
    ("Grænsekrydsende samarbejde – helhedsorienteret indsats", REAL_2016[1], Lineage.DEVELOPED),
    ("Faglighed og kompetence – et arbejdsliv i udvikling", REAL_2016[2], Lineage.CONTINUED),
)


def take_over_both(session: Session) -> Guidance:
    first = [publishing.EarlierTheme(title=title) for title in REAL_2016]
    publishing.take_over_year(session, year=2016, themes=first, by=None, now=NOW)
    second = [publishing.EarlierTheme(title=title, forerunners=((before, kind),)) for title, before, kind in REAL_2017]
    return publishing.take_over_year(session, year=2017, themes=second, by=None, now=NOW)


def test_earlier_years_stand_as_history_with_their_lineage(session: Session) -> None:
    guidance = take_over_both(session)
    assert (guidance.state, guidance.taken_over, guidance.cycle_id) == (GuidanceState.PUBLISHED, True, None)
    draft = drafts.draft_of(session, guidance)
    assert [queries.forerunner_titles(part.edition) for part in draft.themes] == [[title] for title in REAL_2016]
    assert [queries.lineage_kind(part.edition) for part in draft.themes] == [kind for _, _, kind in REAL_2017]
    first, second = drafting.editions(session, 2016), drafting.editions(session, 2017)
    assert [one.theme_id for one in first] == [one.theme_id for one in second]


def test_earlier_year_is_entered_once_and_its_forerunners_must_be_known(session: Session) -> None:
    take_over_both(session)
    with pytest.raises(DraftExists):
        publishing.take_over_year(session, year=2017, themes=[], by=None, now=NOW)
    unknown = publishing.EarlierTheme(title="Nyt", forerunners=(("Findes ikke", Lineage.DEVELOPED),))
    with pytest.raises(ForerunnerUnknown):
        publishing.take_over_year(session, year=2018, themes=[unknown], by=None, now=NOW)


@pytest.mark.starts_from(make=None)
def test_year_that_stands_open_gets_its_subject_from_what_is_taken_over(session: Session) -> None:
    cycle = cycle_services.open_year(session, year=2027, subject=None, now=NOW)
    drafting.last_years_guidance(session)
    assert cycle.subject is not None
    assert cycle.subject.title == "Ledetråd 2027"
    assert cycle.subject.content["themes"][0]["title"] == "Effekt for borgerne"


def test_taken_over_guidance_can_be_read_and_printed(session: Session) -> None:
    guidance = take_over_both(session)
    content = content_of(session, guidance, now=NOW)
    page = reading.reading_of(content, body=BODY)
    assert page["roads"] == []
    assert content["published_on"] is None  # nobody here knows the day
    assert "skrevet ind som historie" in page["footer"]
    assert [row["how"] for row in page["lineage"]] == ["videreført", "udviklet", "videreført"]
    assert reading.printed(content, body=BODY, now=NOW).startswith(b"%PDF-1.7")
