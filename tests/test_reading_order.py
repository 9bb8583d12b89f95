"""Read aloud, the printed pages say what their source says: every word, in its order, as heading, paragraph or item."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.communication import printing
from app.dialogues import queries, services
from app.dialogues.minutes import files as minutes
from app.dialogues.models import Attendance
from app.guidance.editions import pictures, reading
from app.guidance.editions.edition import Correction, corrected
from tests.communication import telling
from tests.dialogues import meetings
from tests.guidance import editing
from tests.people.reading_answers import letters
from tests.reading_order import read_aloud, unread

NOW = dt.datetime(2027, 11, 1, 7, tzinfo=dt.UTC)
Lines = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Paper:
    """A document, and what its source says."""

    pdf: bytes
    title: str
    says: Sequence[tuple[str, str]]
    foot: str
    knots: str = ""
    language: str = "da"


def of_blocks(blocks: Sequence[Mapping[str, Any]]) -> Lines:
    for block in blocks:
        for line in block["lines"]:
            yield "LI" if block["is_list"] else "P", "".join(words for words, _bold in line)


def of_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Lines:
    yield from (("TH", one) for one in columns)
    yield from (("TD", one) for row in rows for one in row)


def of_publication(page: Mapping[str, Any], alt: str) -> Lines:
    words = page["words"]
    yield from (("P", page["sender"]), ("H1", page["heading"]), ("P", page["lead"]))
    yield from (("P", one) for one in page["corrections"])
    yield from (("Figure", alt), ("P", words["picture"]), ("H2", words["greeting"]))
    yield from of_blocks(page["introduction"])
    yield "P", words["signature"]
    for theme in page["themes"]:
        yield from (("H2", theme["name"]), ("P", theme["core"]), ("P", theme["lineage"]))
        for message in theme["messages"]:
            yield "P", message["level"]
            yield from of_blocks(message["text"])
        yield "H3", words["questions"]
        yield from (("P", one) for one in theme["questions"])
    yield "H2", words["lineage"]
    rows = [[row[name] for name in ("from", "how", "to", "why")] for row in page["lineage"]]
    yield from of_table(words["lineage_columns"], rows)
    for road in page["roads"]:
        yield "H2", road["heading"]
        yield from (("P", row[name]) for row in road["rows"] for name in ("when", "what"))


def published(content: Mapping[str, Any], *, language: str) -> Paper:
    page = reading.reading_of(content, body=editing.BODY, language=language)
    picture = pictures.shown_of(content, artwork=None, language=language)
    assert picture
    return Paper(
        pdf=reading.printed(content, body=editing.BODY, now=NOW, language=language),
        title=page["title"],
        says=list(of_publication(page, picture.alt)),
        foot=page["footer"],
        knots="123",
        language=language,
    )


def publication(_session: Session) -> Paper:
    """Also with a correction, which stands above everything that was right."""
    change = Correction(
        element=11, text="Vi lytter nu.", bold=["nu"], english="", why="Et ord.", on=dt.date(2027, 12, 3), edition=2
    )
    return published(corrected(editing.content(), change), language=reading.LANGUAGE)


def english(_session: Session) -> Paper:
    return published(editing.content(english=True), language=reading.ENGLISH)


def leaflet(_session: Session) -> Paper:
    page = reading.reading_of(editing.content(), body=editing.BODY)
    theme = page["themes"][1]
    said = [("P", f"Fra {page['heading']}"), ("H1", theme["name"]), ("P", theme["core"])]
    asked = [("H2", page["words"]["questions"]), *(("P", one) for one in theme["questions"])]
    return Paper(
        pdf=reading.leaflet(page, 1, now=NOW),
        title=f"Spørgsmål til “{theme['name']}”, {page['heading']}",
        says=[*said, *asked],
        foot=page["footer"],
        knots="2",
    )


def of_committee_paper(content: Mapping[str, Any]) -> Lines:
    yield from (("P", content[name]) for name in ("committee", "meeting", "kind", "case"))
    yield "H1", content["heading"]
    for section in content["sections"]:
        yield "H2", section["heading"]
        for part in section["parts"]:
            yield "H3", part["title"]
            for block in part["blocks"]:
                yield from (("P", one) for words in block["lines"] for one in words.split("\n\n"))
                yield from of_table(part["columns"] if block["rows"] else (), block["rows"])
        if section["decision"]:
            written = content["decision"] or [content["words"]["after"]]
            yield from (("P", one) for words in written for one in words.split("\n\n"))


def committee_paper(session: Session) -> Paper:
    content = printing.content_of(telling.told(session), body=telling.BODY)
    said = list(of_committee_paper(content))
    return Paper(pdf=printing.as_pdf(content), title=content["title"], says=said, foot=content["footer"])


def decided(session: Session) -> Paper:
    content = printing.content_of(telling.told(session), body=telling.BODY)
    content = {**content, "decision": ["Økonomiudvalget, 15. november 2027", "Taget til efterretning.\n\nEnigt."]}
    said = list(of_committee_paper(content))
    return Paper(pdf=printing.as_pdf(content), title=content["title"], says=said, foot=content["footer"])


def of_minutes(content: Mapping[str, Any]) -> Lines:
    when = " · ".join((content["when"], content["place"]))
    yield from (("P", content["author"]), ("H1", content["heading"]), ("P", when), ("P", content["status"]))
    yield "H2", content["words"]["present"]
    yield from (("LI", one) for one in content["present"])
    for section in content["sections"]:
        yield "H2", f"{section['number'] or ''} {section['title']}"
        yield from (("P", one) for one in section["passages"])
    yield "H2", content["words"]["promises"]
    yield from (("P", promise[name]) for promise in content["promises"] for name in ("text", "who"))


def minutes_of_a_dialogue(session: Session) -> Paper:
    """Two passages of a theme follow one another, and so do two promises."""
    cycle = meetings.open_cycle(session)
    note = meetings.open_held_note(session, cycle)
    first, second, _third = meetings.themes(session)
    for text, edition in (("Vi tæller.", first), ("Vi hører efter.", first), ("Vi mødes.", second), ("Andet.", None)):
        meetings.say(session, note, text, edition_id=edition.id if edition else None)
    dialogue = queries.dialogue(session, note.dialogue_id)
    for text in ("Send listen", "Ring tilbage"):
        services.add_action(
            session, dialogue=dialogue, text=text, owner=None, due=dt.date(2027, 3, 31), now=meetings.NOW
        )
    for name in ("Ole Brandt", "Søren Vang"):
        session.add(Attendance(note_id=note.id, name=name, came=True))
    session.flush()
    session.expire_all()
    dialogue = queries.dialogue(session, note.dialogue_id)
    standing = queries.note_of(session, dialogue)
    assert standing
    content = minutes.content_of(session, dialogue=dialogue, note=standing, body=editing.BODY, now=meetings.NOW)
    assert [len(one["passages"]) for one in content["sections"]] == [2, 1, 1]
    said = list(of_minutes(content))
    return Paper(pdf=minutes.as_pdf(content), title=content["title"], says=said, foot=content["footer"])


OUT = pytest.mark.starts_from(make=telling.publish)
PAPERS = [publication, english, leaflet, minutes_of_a_dialogue]


@pytest.fixture(params=[*PAPERS, *(pytest.param(one, marks=OUT) for one in (committee_paper, decided))])
def paper(request: pytest.FixtureRequest, app: Flask, session: Session) -> Paper:
    made: Paper = request.param(session)
    return made


def test_words_are_read_in_the_order_of_their_source(paper: Paper) -> None:
    """A word that is broken over two lines is one word; the spaces of a line's end are nobody's."""
    found = [(one.tag, letters(one.alt or one.text)) for one in read_aloud(paper.pdf)]
    assert found == [(tag, letters(text)) for tag, text in paper.says if text]


def test_nothing_but_feet_and_knots_goes_unread(paper: Paper) -> None:
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        pages = len(pdf.pages)
    left = letters(unread(paper.pdf))
    assert left.count(letters(paper.foot)) == pages
    for number in range(1, pages + 1 if pages > 1 else 1):
        page, of = ("Page", "of") if paper.language == "en" else ("Side", "af")
        left = left.replace(f"{page}{number}{of}{pages}", "", 1)
    assert left.replace(letters(paper.foot), "") == paper.knots


def test_every_paper_has_its_language_its_title_and_words_for_its_pictures(paper: Paper) -> None:
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"])) == (paper.language, paper.title)
        assert pdf.open_metadata()["dc:title"] == paper.title
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
    figures = [one for one in read_aloud(paper.pdf) if one.tag == "Figure"]
    assert [one for one in figures if not one.alt] == []
    assert len(figures) == sum(tag == "Figure" for tag, _text in paper.says)


def test_walk_tells_a_document_whose_order_is_another(app: Flask, session: Session) -> None:
    """Or this file would prove nothing: the elements of the tree are turned about, and the pages stay as they are."""
    paper = leaflet(session)
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        document.K = pikepdf.Array(reversed(list(document.K)))
        target = io.BytesIO()
        pdf.save(target)
    before, after = ([one.text for one in read_aloud(pdf)] for pdf in (paper.pdf, target.getvalue()))
    assert (after[0], sorted(after)) == (before[-1], sorted(before))
