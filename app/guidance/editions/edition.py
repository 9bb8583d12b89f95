"""The content of a published edition, as data that is kept for ever: what was said and how it came about.

It never says who said what. How it reads in words is the matter of reading.py.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.cycle import queries as cycles
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.guidance import queries
from app.guidance.domain import ElementKind
from app.guidance.drafting import drafts
from app.guidance.drafting.drafts import ElementRow, ThemePart
from app.guidance.models import Guidance, Illustration
from app.guidance.wording import lines
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState

FROM_FORUMS = (MilestoneKind.DISCUSSED, MilestoneKind.HEADS_FORUM, MilestoneKind.JOINT_COMMITTEE)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A text of a published edition put right, in the edition that comes of it."""

    element: int
    text: str
    bold: Sequence[str]
    english: str
    why: str
    on: dt.date
    edition: int


def canonical(content: Mapping[str, Any]) -> bytes:
    """The bytes of a content that are hashed: the same for the same content, whatever made it."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content_of(session: Session, guidance: Guidance, *, now: dt.datetime) -> dict[str, Any]:
    """What a guidance says and how it came about, as data. Empty texts are left out."""
    draft = drafts.draft_of(session, guidance)
    before = cycles.themes_of(session, guidance.year - 1)
    content = {
        "year": guidance.year,
        # When an earlier year's was sent out is not known here: only that somebody has written it in.
        "published_on": None if guidance.taken_over else clock.local_day(now).isoformat(),
        "introduction": "\n\n".join(row.text for row in draft.introduction if row.text),
        "letter": [_text(row) for row in draft.introduction if row.text],
        "themes": [_theme(part, first=not before) for part in draft.themes],
        "ended": [{"title": edition.title, "why": edition.ended_reason} for edition in before if edition.ended_reason],
        "became": list(_became(session, guidance, now)),
        "ahead": list(_ahead(session, guidance)),
        "illustration": _illustration(session, guidance),
        "corrections": [],
    }
    return content if in_english(content) else _without_english(content)


def _theme(part: ThemePart, *, first: bool) -> dict[str, Any]:
    """A theme as it was published. Of the first year that is known nobody can say what was new."""
    edition = part.edition
    kind = queries.lineage_kind(edition).value if edition.forerunners else "first" if first else "new"
    before = [one.forerunner for one in edition.forerunners]
    return {
        "edition": edition.id,
        "number": edition.number,
        "title": edition.title,
        "summary": edition.summary,
        "english": {"title": edition.english_title, "summary": edition.english_summary},
        "kind": kind,
        "forerunners": queries.forerunner_titles(edition),
        "forerunners_english": [one.english_title or one.title for one in before],
        "messages": [_message(row) for row in part.rows if row.element.kind is ElementKind.MESSAGE and row.text],
        "questions": [_question(row) for row in part.rows if row.element.kind is ElementKind.QUESTION and row.text],
    }


def _text(row: ElementRow) -> dict[str, Any]:
    element = row.element
    return {"element": element.id, "text": row.text, "bold": list(row.bold), "english": element.english}


def _message(row: ElementRow) -> dict[str, Any]:
    return {"level": row.element.level.value if row.element.level else "", **_text(row)}


def _question(row: ElementRow) -> dict[str, Any]:
    return {"element": row.element.id, "questions": lines(row.text), "english": lines(row.element.english)}


def _illustration(session: Session, guidance: Guidance) -> dict[str, Any] | None:
    """What the designer's own picture is, if there is one; its bytes are a file of the edition."""
    found = session.get(Illustration, guidance.id)
    if found is None:
        return None
    return {"name": found.name, "media_type": found.media_type, "alt": found.alt, "sha256": found.sha256}


def in_english(content: Mapping[str, Any]) -> bool:
    """Whether somebody has written the introduction and every message in English: half a translation is none."""
    texts = _texts(content)
    return bool(texts) and all(one.get("english") for one in texts)


def _without_english(content: dict[str, Any]) -> dict[str, Any]:
    """What nobody will be shown is no part of what is published."""
    for one in _texts(content):
        one["english"] = ""
    for theme in content["themes"]:
        theme["english"] = {"title": "", "summary": ""}
        for one in theme["questions"]:
            one["english"] = []
    return content


def _texts(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The introduction and the messages; an edition from before texts had bold knows its introduction as words only."""
    return [*content.get("letter", ()), *(one for theme in content["themes"] for one in theme["messages"])]


def corrected(content: Mapping[str, Any], change: Correction) -> dict[str, Any]:
    """The content of the next edition: one text put right and why, everything else as it was."""
    after: dict[str, Any] = copy.deepcopy({**content})
    for one in _texts(after):
        if one["element"] == change.element:
            one.update(text=change.text, bold=list(change.bold), english=change.english)
    for one in (one for theme in after["themes"] for one in theme["questions"]):
        if one["element"] == change.element:
            one.update(questions=lines(change.text), english=lines(change.english))
    after["introduction"] = "\n\n".join(one["text"] for one in after.get("letter", ())) or after["introduction"]
    said = {"edition": change.edition, "on": change.on.isoformat(), "why": change.why}
    return {**after, "corrections": [*after.get("corrections", ()), said]}


def _became(session: Session, guidance: Guidance, now: dt.datetime) -> Iterator[dict[str, Any]]:
    """The steps behind the guidance, from what took place: the dialogues held, the forums, the adoption."""
    cycle = session.get(Cycle, guidance.cycle_id) if guidance.cycle_id else None
    if cycle is None:
        return
    today = clock.local_day(now)
    held = [one for one in scheduling.dialogues_of(session, cycle) if one.state is DialogueState.HELD]
    days = sorted(clock.local_day(one.starts_at) for one in held if one.starts_at)
    if days:
        yield {"step": "dialogues", "from": days[0].isoformat(), "to": days[-1].isoformat(), "count": len(days)}
    for kind in FROM_FORUMS:
        if cycle.day(kind) <= today:
            yield {"step": kind.value, "from": cycle.day(kind).isoformat()}
    if guidance.adopted_on:
        yield {"step": "adopted", "from": guidance.adopted_on.isoformat(), "item": guidance.agenda_item}
    yield {"step": "published", "from": today.isoformat()}


def _ahead(session: Session, guidance: Guidance) -> Iterator[dict[str, Any]]:
    """From words to action: the days that follow, as the years have set them."""
    before = session.get(Cycle, guidance.cycle_id) if guidance.cycle_id else None
    if before is None:
        return
    opened = next((one for one in cycles.all_years(session) if one.year == guidance.year), None)
    after = {one.kind: one.day for one in opened.milestones} if opened else cycles.proposed_days(session, guidance.year)
    yield {"step": "finance-committee", "from": before.day(MilestoneKind.FINANCE_COMMITTEE).isoformat()}
    yield {"step": "presented", "from": before.day(MilestoneKind.PRESENTED).isoformat()}
    yield {"step": "annual-plans", "from": after[MilestoneKind.ANNUAL_PLANS].isoformat()}
    first, last = after[MilestoneKind.DIALOGUES_FROM], after[MilestoneKind.DIALOGUES_TO]
    yield {"step": "dialogues", "from": first.isoformat(), "to": last.isoformat()}
