"""What stands between the draft and publication: each thing found in the database, named, with the place to mend it.

Nothing published may rest on nothing, on words that are still in dispute, or on the secretariat's own notes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle import queries as cycles
from app.cycle.models import ThemeEdition
from app.dialogues.domain import NoteState
from app.dialogues.models import Confirmation, Passage, PassageRevision
from app.guidance import labels
from app.guidance.closed_gates import closed_gates, tied_rows
from app.guidance.consultation import comments
from app.guidance.domain import LEAST_THEMES, MOST_THEMES, ElementKind, FateKind, Gate, GateKind
from app.guidance.drafting import drafts
from app.guidance.drafting.board import Board, Edition, Part, Text
from app.guidance.drafting.drafts import Draft, ElementRow, ThemePart
from app.guidance.drafting.found import Words
from app.guidance.mending import at_element, at_fate, at_themes, at_words
from app.guidance.models import Comment, Guidance
from app.guidance.wording import stands_in
from app.insights.rows import Occasion


def open_gates(session: Session, guidance: Guidance, *, now: dt.datetime) -> list[Gate]:
    """Every open gate of a guidance, in the order in which they are mended; empty when it may be adopted."""
    return gates_of(session, drafts.draft_of(session, guidance), now=now)


def gates_of(session: Session, draft: Draft, *, now: dt.datetime) -> list[Gate]:
    """The same for a draft that has been read already."""
    last = cycles.themes_of(session, draft.guidance.year - 1)
    found = [
        *theme_gates(draft),
        *ended_gates(draft, last),
        *(gate for part in draft.themes for gate in message_gates(draft, part)),
        *_text_gates(draft),
        *_fate_gates(draft),
        *_evidence_gates(session, draft, today=clock.local_day(now)),
        *closed_gates(session, draft, last),
        *_comment_gates(session, draft),
    ]
    return sorted(found, key=lambda gate: list(GateKind).index(gate.kind))


def theme_gates(draft: Draft | Board) -> Iterator[Gate]:
    """A guidance is about a few things."""
    count = len(draft.themes)
    if not LEAST_THEMES <= count <= MOST_THEMES:
        sentence = _("Ledetråden har %(count)s temaer. Den skal have mellem to og fem.", count=count)
        yield at_themes(draft, f"guidance:{draft.guidance.id}", _("Temaerne"), sentence, GateKind.THEMES)


def ended_gates(draft: Draft | Board, last: Sequence[ThemeEdition | Edition]) -> Iterator[Gate]:
    """A theme of last year either lives on or has ended for a reason that can be read."""
    kept = {one.forerunner_id for part in draft.themes for one in part.edition.forerunners}
    for edition in last:
        if edition.id not in kept and not edition.ended_reason:
            sentence = _("“%(theme)s” føres ikke videre, og der står ikke hvorfor.", theme=edition.title)
            yield at_themes(draft, f"theme:{edition.id}", edition.title, sentence, GateKind.ENDED)


def message_gates(draft: Draft | Board, part: ThemePart | Part) -> Iterator[Gate]:
    """A theme says something to somebody."""
    messages = [row for row in part.rows if row.element.kind is ElementKind.MESSAGE]
    if messages and not any(row.text for row in messages):
        sentence = _("“%(theme)s” har intet budskab endnu.", theme=part.edition.title)
        yield at_element(draft, messages[0], GateKind.TEXT, sentence)


def _text_gates(draft: Draft) -> Iterator[Gate]:
    said: dict[int | None, list[str]] = {}
    for fate in (row.fate for row in draft.insights.values()):
        if fate and fate.kind is FateKind.IN_GUIDANCE:
            said.setdefault(fate.element_id, []).append(fate.sentence)
    for row in draft.rows:
        gone = not all(stands_in(sentence, row.text) for sentence in said.get(row.element.id, ()))
        yield from (text_gate(draft, row, kind) for kind in open_of(row, sentence_gone=gone))


def open_of(row: ElementRow | Text, *, sentence_gone: bool) -> list[GateKind]:
    """What a text lacks by itself."""
    found = []
    if not row.text and (row.tied or row.element.kind is ElementKind.INTRODUCTION):
        found.append(GateKind.TEXT)
    if not row.founded:
        found.append(GateKind.EVIDENCE)
    if row.text and (row.look_again or sentence_gone):
        found.append(GateKind.LOOK_AGAIN)
    return found


def text_gate(draft: Draft | Board, row: ElementRow | Text, kind: GateKind) -> Gate:
    """The same in words."""
    name = labels.element_name(row.element)
    if kind is GateKind.TEXT:
        sentence = _("%(name)s er ikke skrevet endnu.", name=name)
    elif kind is GateKind.EVIDENCE:
        sentence = _("%(name)s har intet grundlag.", name=name)
    else:
        sentence = _("%(name)s er ændret, siden indsigterne blev knyttet til.", name=name)
    return at_element(draft, row, kind, sentence)


def _fate_gates(draft: Draft) -> Iterator[Gate]:
    """Looked up in the catalogue once: there may be hundreds of them."""
    words = _("Indsigten “%(sentence)s” har ingen skæbne.")
    for row in draft.insights.values():
        if row.fate is None:
            yield fate_gate(draft, row.insight.id, row.insight.sentence, words)


def fate_gate(draft: Draft | Board, insight_id: int, sentence: str, words: str = "") -> Gate:
    """The gate of an insight without a fate."""
    words = words or _("Indsigten “%(sentence)s” har ingen skæbne.")
    return at_fate(draft, insight_id, sentence, GateKind.FATE, words % {"sentence": sentence})


def _evidence_gates(session: Session, draft: Draft, *, today: dt.date) -> Iterator[Gate]:
    """Words behind a sentence that are still open, or no longer stand as they did when they were cited."""
    evidence = [item for row in tied_rows(draft) for item in row.evidence if not item.own]
    yield from changed_words(session, evidence)
    yield from open_minutes(session, {item.note_id: item.note for item in evidence}, today=today)


def changed_words(session: Session, evidence: Sequence[Words]) -> Iterator[Gate]:
    """Of these words, those that no longer stand."""
    present = _present_texts(session, evidence)
    for item in evidence:
        text = "" if item.removed else present.get(item.passage_id, item.text)
        if not stands_in(item.words, text):
            sentence = _("Ord fra %(who)s er ændret, siden de blev citeret.", who=item.voice)
            yield at_words(item.note, f"evidence:{item.id}", sentence, GateKind.CHANGED_SINCE)


def open_minutes(session: Session, notes: Mapping[int, Occasion], *, today: dt.date) -> Iterator[Gate]:
    """Of the notes behind sentences, those that the institution has not settled."""
    asked = [one.id for one in notes.values() if one.state is NoteState.ASKED]
    unsettled = _waiting(session, asked, today=today) if asked else set()
    for note_id, note in sorted(notes.items()):
        if note_id in unsettled or note.state in (NoteState.OPEN, NoteState.DISPUTED):
            sentence = _("Referatet fra %(who)s er ikke afklaret endnu.", who=note.voice)
            yield at_words(note, f"note:{note_id}", sentence, GateKind.UNCONFIRMED)


def _present_texts(session: Session, evidence: Sequence[Words]) -> dict[str, str]:
    """The newest words of the passages that have been changed since they were cited."""
    changed = {one.passage_id for one in evidence if one.changed}
    if not changed:
        return {}
    query = (
        select(Passage.id, PassageRevision.text)
        .join(
            PassageRevision, (PassageRevision.passage_id == Passage.id) & (PassageRevision.number == Passage.revision)
        )
        .where(Passage.id.in_(changed))
    )
    return dict(session.execute(query).all())


def _waiting(session: Session, note_ids: Sequence[int], *, today: dt.date) -> set[int]:
    """Of the notes that an institution was asked about: those before its deadline.

    No answer by the deadline is shown as no answer wherever the words are; it holds nothing up for ever.
    """
    deadlines = (
        select(Confirmation.note_id, Confirmation.deadline)
        .where(Confirmation.note_id.in_(note_ids), Confirmation.answer.is_(None))
        .order_by(Confirmation.id)
    )
    last_day = dict(session.execute(deadlines).all())
    return {note_id for note_id in note_ids if today <= last_day.get(note_id, today)}


def _comment_gates(session: Session, draft: Draft) -> Iterator[Gate]:
    """Whoever has said something of the draft is answered before it goes on."""
    for comment in comments.unanswered(session, draft.guidance):
        yield comment_gate(comment, draft.guidance.year)


def comment_gate(comment: Comment, year: int) -> Gate:
    """The gate of a comment that waits."""
    who, where = labels.comment_by(comment), labels.comment_place(comment)
    return Gate(
        kind=GateKind.COMMENTS,
        thing=f"comment:{comment.id}",
        name=who,
        sentence=_("Kommentaren fra %(who)s til %(where)s er ikke besvaret.", who=who, where=where),
        endpoint="guidance.comments",
        args={"year": year, "_anchor": f"kommentar-{comment.id}"},
    )
