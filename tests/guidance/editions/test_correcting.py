"""A correction is a new edition; the designer's picture comes in until the day of publication."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.dialogues.domain import PassageKind
from app.domain import Refused
from app.guidance import gates, queries
from app.guidance.consultation.refusals import ClosedWords, NamedWords
from app.guidance.domain import (
    CorrectionEmpty,
    Edition,
    EditionOutdated,
    FateKind,
    GateKind,
    GateOpen,
    GuidanceFrozen,
    GuidanceState,
    NotPublishedHere,
    TieKind,
)
from app.guidance.drafting import ties
from app.guidance.editions import artwork, correcting, publishing, reading
from app.guidance.editions.edition import Correction, canonical, fingerprint
from app.guidance.models import Element, Fate, Illustration, Publication
from tests.dialogues import meetings
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

BODY, WHY = "Eksempel Kommune", "Årstallet var forkert."
LATER = NOW + dt.timedelta(days=30)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


def published(session: Session, *, tied: bool = False) -> Year:
    """With the first edition out. Tests that start from it find it here."""
    year = drafting.finished(session)
    if year.guidance.state is GuidanceState.PUBLISHED:
        assert not tied
        return year
    if tied:
        element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
        ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    release(session, year)
    return year


pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=published)]


def release(session: Session, year: Year) -> None:
    """Adopted and published."""
    publishing.adopt(session, guidance=year.guidance, day=dt.date(2027, 10, 19), agenda_item="", by=None, now=NOW)
    edition = reading.compose(session, year.guidance, body=BODY, now=NOW)
    publishing.publish(session, guidance=year.guidance, edition=edition, by=None, now=NOW)


def changed(session: Session, element: Element, text: str, *, why: str = WHY) -> tuple[Correction, Edition]:
    change = correcting.correction_of(session, element=element, text=text, english="", why=why, now=LATER)
    content = correcting.corrected_content(session, element.guidance, change)
    return change, reading.made_of(content, body=BODY, artwork=None, now=LATER)


def correct(session: Session, element: Element, text: str, *, why: str = WHY) -> Publication:
    change, edition = changed(session, element, text, why=why)
    return correcting.correct(session, element=element, change=change, edition=edition, by=None, now=LATER)


def test_edition_keeps_every_file_with_its_hash(session: Session) -> None:
    year = published(session)
    publication = queries.publication_of(session, year.guidance)
    assert publication is not None
    kept = queries.files_of(session, publication, year=2028)
    assert [one.name for one in kept] == [
        "ledetraad-2028.pdf",
        "ledetraad-2028-aarsplan.docx",
        "ledetraad-2028-spoergsmaal-1.pdf",
        "ledetraad-2028-spoergsmaal-2.pdf",
        "ledetraad-2028-spoergsmaal-3.pdf",
        "ledetraad-2028-temabillede-smal.svg",
        "ledetraad-2028-temabillede.svg",
        "ledetraad-2028.docx",
    ]
    for one in kept[1:]:
        content, kind = queries.file_of(session, publication, one.name)
        assert (len(content), fingerprint(content), kind) == (one.size, one.sha256, one.media_type)


def test_correction_is_a_new_edition_and_the_old_one_keeps_its_bytes(session: Session) -> None:
    year = published(session)
    first = queries.publication_of(session, year.guidance)
    before = (first.content_sha256, first.pdf_sha256, canonical(first.content), first.pdf)
    subject = dict(cycles.by_year(session, 2028).subject.content)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    second = correct(session, element, "Et rettet budskab.")
    assert (second.edition, second.correction, second.published_at) == (2, WHY, LATER)
    assert [one.edition for one in queries.editions_of(session, year.guidance)] == [2, 1]
    session.expire_all()
    assert (first.content_sha256, first.pdf_sha256, canonical(first.content), first.pdf) == before
    assert fingerprint(second.pdf) == second.pdf_sha256 != first.pdf_sha256
    assert second.content["themes"][0]["messages"][0]["text"] == "Et rettet budskab."
    assert queries.revision_of(session, element).text == "Et rettet budskab."
    assert cycles.by_year(session, 2028).subject.content == subject


def test_several_corrections_stand_one_after_the_other(session: Session) -> None:
    year = published(session)
    correct(session, drafting.element(session, year.guidance, 0, None), "Kære alle.")
    third = correct(
        session, drafting.element(session, year.guidance, 1, None), "Hvad nu?", why="Et spørgsmål manglede."
    )
    assert [one["edition"] for one in third.content["corrections"]] == [2, 3]
    assert (third.content["introduction"], third.content["themes"][0]["questions"][0]["questions"]) == (
        "Kære alle.",
        ["Hvad nu?"],
    )


@pytest.mark.starts_from(make=drafting.finished)
def test_ties_and_fates_follow_the_corrected_words(session: Session) -> None:
    year = published(session, tied=True)
    element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    correct(session, element, "Et helt andet budskab.")
    session.expire_all()
    element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    assert {tie.revision for tie in element.ties} == {element.revision}
    fate = session.get_one(Fate, year.owner.id)
    assert (fate.kind, fate.sentence) == (FateKind.IN_GUIDANCE, "Et helt andet budskab.")


def test_correction_lets_no_own_note_out(session: Session) -> None:
    year = published(session)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    with pytest.raises(GateOpen):
        correct(session, element, drafting.SECRET)


@pytest.mark.parametrize(("text", "why"), [("", WHY), ("Nyt.", " "), ("Et nyt budskab 1 om citizens.", WHY)])
def test_correction_without_words_reason_or_change_is_refused(session: Session, text: str, why: str) -> None:
    year = published(session)
    with pytest.raises(CorrectionEmpty):
        changed(session, drafting.element(session, year.guidance, 1, Level.CITIZENS), text, why=why)


@pytest.mark.starts_from(make=drafting.begin)
def test_only_an_edition_of_this_system_is_corrected(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(NotPublishedHere):
        changed(session, drafting.element(session, year.guidance, 1, Level.CITIZENS), "For tidligt.")
    with pytest.raises(NotPublishedHere):  # taken over: there is no edition
        changed(session, drafting.element(session, queries.of_year(session, 2027), 1, Level.CITIZENS), "For sent.")


def test_correction_of_an_edition_that_is_no_longer_the_newest_is_refused(session: Session) -> None:
    year = published(session)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    change, edition = changed(session, element, "Først.")
    correct(session, drafting.element(session, year.guidance, 2, Level.CITIZENS), "Imens.")
    with pytest.raises(EditionOutdated):
        correcting.correct(session, element=element, change=change, edition=edition, by=None, now=LATER)


@pytest.mark.starts_from(make=drafting.finished)
def test_picture_of_the_designer_is_published_until_it_is_too_late(session: Session) -> None:
    year = drafting.finished(session)
    own = artwork.examine("tema.svg", SVG, alt="Et tov")
    correcting.set_illustration(session, guidance=year.guidance, artwork=own, by=None, now=NOW)
    publishing.adopt(session, guidance=year.guidance, day=dt.date(2027, 10, 19), agenda_item="", by=None, now=NOW)
    drawn = reading.compose(session, year.guidance, body=BODY, now=NOW)
    other = artwork.examine("tema.svg", SVG.replace(b"4", b"3"), alt="Et andet tov")
    correcting.set_illustration(session, guidance=year.guidance, artwork=other, by=None, now=NOW)
    with pytest.raises(EditionOutdated):
        publishing.publish(session, guidance=year.guidance, edition=drawn, by=None, now=NOW)
    edition = reading.compose(session, year.guidance, body=BODY, now=NOW)
    publication = publishing.publish(session, guidance=year.guidance, edition=edition, by=None, now=NOW)
    assert publication.content["illustration"]["alt"] == "Et andet tov"
    assert queries.bytes_of(session, publication, "ledetraad-2028-temabillede.svg") == other.content
    with pytest.raises(GuidanceFrozen):
        correcting.set_illustration(session, guidance=year.guidance, artwork=own, by=None, now=NOW)
    with pytest.raises(GuidanceFrozen):
        correcting.remove_illustration(session, guidance=year.guidance, by=None, now=NOW)


@pytest.mark.starts_from(make=drafting.begin)
def test_picture_is_taken_out_again(session: Session) -> None:
    year = drafting.begin(session)
    own = artwork.examine("tema.svg", SVG, alt="Et tov")
    for _ in range(2):
        correcting.set_illustration(session, guidance=year.guidance, artwork=own, by=None, now=NOW)
    correcting.remove_illustration(session, guidance=year.guidance, by=None, now=NOW)
    assert session.get(Illustration, year.guidance.id) is None
    assert queries.artwork_of(session, year.guidance) is None


@pytest.mark.starts_from(make=drafting.finished)
def test_english_comes_out_only_when_all_of_it_is_written(session: Session) -> None:
    year = drafting.finished(session)
    elements = queries.of_year(session, 2028).elements
    for one in elements:
        one.english = f"English of {one.id}."
    elements[1].english = ""
    session.flush()
    half = reading.compose(session, year.guidance, body=BODY, now=NOW)
    assert "English of" not in canonical(half.content).decode()
    elements[1].english = "At last."
    session.flush()
    whole = reading.compose(session, year.guidance, body=BODY, now=NOW)
    assert "ledetraad-2028-english.pdf" in [one.name for one in whole.files]


CLOSED = drafting.SECRET
NAMED = "Åkandens Børnehus havde fået et forkert årstal."


@pytest.mark.parametrize(("why", "refusal"), [(CLOSED, ClosedWords), (NAMED, NamedWords)])
def test_reason_of_a_correction_keeps_what_is_closed(session: Session, why: str, refusal: type[Refused]) -> None:
    year = published(session)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    with pytest.raises(refusal):
        correct(session, element, "Et rettet budskab.", why=why)
    assert [one.edition for one in queries.editions_of(session, year.guidance)] == [1]
    assert queries.revision_of(session, element).text != "Et rettet budskab."


@pytest.mark.parametrize(("alt", "refusal"), [(CLOSED, ClosedWords), (NAMED, NamedWords)])
@pytest.mark.starts_from(make=drafting.begin)
def test_words_of_the_picture_keep_what_is_closed(session: Session, alt: str, refusal: type[Refused]) -> None:
    year = drafting.begin(session)
    own = artwork.examine("tema.svg", SVG, alt=alt)
    with pytest.raises(refusal):
        correcting.set_illustration(session, guidance=year.guidance, artwork=own, by=None, now=NOW)
    assert session.get(Illustration, year.guidance.id) is None


@pytest.mark.starts_from(make=drafting.finished)
def test_picture_whose_words_became_closed_later_is_a_gate(session: Session) -> None:
    year = drafting.finished(session)
    own = artwork.examine("tema.svg", SVG, alt="En tråd, der løber gennem en travl vinter med mange nye børn i huset.")
    correcting.set_illustration(session, guidance=year.guidance, artwork=own, by=None, now=NOW)
    assert gates.open_gates(session, year.guidance, now=NOW) == []
    meetings.say(session, year.notes[0], own.alt, by=None, kind=PassageKind.OWN)
    session.get(Illustration, year.guidance.id).alt += " Skovbrynets Skole er med."
    found = gates.open_gates(session, year.guidance, now=NOW)
    thing = f"illustration:{year.guidance.id}"
    assert [(one.kind, one.thing, one.endpoint) for one in found] == [
        (GateKind.OWN_NOTES, thing, "guidance.adoption"),
        (GateKind.NAMED, thing, "guidance.adoption"),
    ]
