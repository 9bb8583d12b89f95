"""Gates of what may not be told: the secretariat's own notes, who said what, words that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.models import ThemeEdition
from app.guidance import labels
from app.guidance.consultation import examples
from app.guidance.consultation.examples import ExampleRow, ExampleState
from app.guidance.discretion import Discretion, discretion_of
from app.guidance.domain import Gate, GateKind
from app.guidance.drafting.board import Board, Edition, Text
from app.guidance.drafting.drafts import Draft, ElementRow
from app.guidance.drafting.found import FoundRow, Words
from app.guidance.mending import at_element, at_fate, at_picture, at_themes
from app.guidance.models import Illustration
from app.guidance.wording import borrows


def closed_gates(session: Session, draft: Draft, last: Sequence[ThemeEdition]) -> list[Gate]:
    """All of them; `last` are the themes of the year before."""
    discretion = discretion_of(session, draft.guidance)
    return [
        *_unconfirmed_quotes(draft),
        *_own_note_gates(draft, discretion, last),
        *telling_gates(session, draft, discretion, last),
    ]


def telling_gates(
    session: Session, draft: Draft | Board, discretion: Discretion, last: Sequence[ThemeEdition | Edition]
) -> Iterator[Gate]:
    """Names of the six, what the designer's picture says, and examples that nobody has said yes to."""
    asked = examples.examples_of(session, draft)
    yield from _name_gates(draft, discretion, asked, last)
    yield from _picture_gates(session, draft, discretion)
    yield from (_example_gate(draft, row) for row in asked if row.state in OPEN)


OPEN = (ExampleState.WAITING, ExampleState.REFUSED, ExampleState.WITHDRAWN, ExampleState.CHANGED)
"""How a question may stand while the sentence is held back."""


def own_note_gates(session: Session, draft: Draft, discretion: Discretion) -> Iterator[Gate]:
    """Those of the secretariat's own notes alone."""
    return _own_note_gates(draft, discretion, cycles.themes_of(session, draft.guidance.year - 1))


def _own_note_gates(draft: Draft, discretion: Discretion, last: Sequence[ThemeEdition]) -> Iterator[Gate]:
    """What is derived from the secretariat's own notes is as closed as they are; so is what was copied from them."""
    closed = {number for row in tied_rows(draft) if row.closed for number in row.ids}
    based = {row.element.id for row in draft.rows if closed & {tie.insight_id for tie in row.ties}}
    yield from closed_texts(draft, discretion, last, based)
    yield from closed_fates(draft, discretion, draft.insights.values())


def closed_texts(
    draft: Draft | Board, discretion: Discretion, last: Sequence[ThemeEdition | Edition], based: Collection[int]
) -> Iterator[Gate]:
    """Texts that are `based` on own notes or repeat them, and themes that do."""
    for row in draft.rows:
        if row.element.id in based:
            sentence = _("%(name)s bygger på sekretariatets egne noter.", name=labels.element_name(row.element))
            yield at_element(draft, row, GateKind.OWN_NOTES, sentence)
        elif discretion.closed.repeated_in(f"{row.text}\n{row.element.english}"):
            name = labels.element_name(row.element)
            sentence = _("%(name)s gentager ord fra sekretariatets egne noter.", name=name)
            yield at_element(draft, row, GateKind.OWN_NOTES, sentence)
    for thing, title, text in _theme_texts(draft, last):
        if discretion.closed.repeated_in(text):
            sentence = _("“%(theme)s” gentager ord fra sekretariatets egne noter.", theme=title)
            yield at_themes(draft, thing, title, sentence, GateKind.OWN_NOTES)


def closed_fates(draft: Draft | Board, discretion: Discretion, rows: Iterable[FoundRow]) -> Iterator[Gate]:
    """What is answered to the six repeats none of it either."""
    for row in rows:
        if row.fate and discretion.closed.repeated_in(f"{row.fate.reason}\n{row.fate.recipient}"):
            sentence = _("Svaret på en indsigt gentager ord fra sekretariatets egne noter.")
            yield at_fate(draft, row.insight.id, row.insight.sentence, GateKind.OWN_NOTES, sentence)


def _theme_texts(draft: Draft | Board, last: Sequence[ThemeEdition | Edition]) -> Iterator[tuple[str, str, str]]:
    """What is published of the themes beside their texts: name, sentence, and why one of last year's has ended."""
    for part in draft.themes:
        edition = part.edition
        yield f"theme:{edition.id}", edition.title, f"{edition.title}\n{edition.summary}"
    for edition in last:
        yield f"theme:{edition.id}", edition.title, edition.ended_reason or ""


def _name_gates(
    draft: Draft | Board, discretion: Discretion, asked: list[ExampleRow], last: Sequence[ThemeEdition | Edition]
) -> Iterator[Gate]:
    """Nothing published says who said what, except an example with consent: a name of the six stands in no other."""
    for row in draft.rows:
        known = [one for one in asked if one.example.element_id == row.element.id]
        for institution in discretion.named_in(f"{row.text}\n{row.element.english}"):
            spoken_for = [one.example.sentence for one in known if one.institution_id == institution and one.held]
            left = examples.left_of(row, spoken_for)
            if institution in discretion.named_in(left):
                name = labels.element_name(row.element)
                sentence = _("%(name)s nævner en af årets arbejdspladser uden lederens ja.", name=name)
                yield _at_examples(draft, row.element.id, kind=GateKind.NAMED, name=name, sentence=sentence)
                break
    for thing, title, text in _theme_texts(draft, last):
        if discretion.named_in(text):
            sentence = _("“%(theme)s” nævner en af årets arbejdspladser.", theme=title)
            yield at_themes(draft, thing, title, sentence, GateKind.NAMED)


def _picture_gates(session: Session, draft: Draft | Board, discretion: Discretion) -> Iterator[Gate]:
    """The words of the designer's picture, once more: notes are written and seats change after it came in."""
    found = session.get(Illustration, draft.guidance.id)
    if found is None:
        return
    if discretion.closed.repeated_in(found.alt):
        yield at_picture(draft, GateKind.OWN_NOTES, _("Billedets tekst gentager ord fra sekretariatets egne noter."))
    if discretion.named_in(found.alt):
        yield at_picture(draft, GateKind.NAMED, _("Billedets tekst nævner en af årets arbejdspladser."))


def _example_gate(draft: Draft | Board, row: ExampleRow) -> Gate:
    who, example = row.example.person.name, row.example
    sentences = {
        ExampleState.WAITING: _("%(name)s har ikke svaret på, om eksemplet må bringes.", name=who),
        ExampleState.REFUSED: _("%(name)s har sagt nej til eksemplet. Tag det ud af teksten.", name=who),
        ExampleState.WITHDRAWN: _(
            "%(name)s har trukket sit ja til eksemplet tilbage. Tag det ud af teksten.", name=who
        ),
        ExampleState.CHANGED: _("Eksemplet er ændret, siden %(name)s blev spurgt. Spørg igen.", name=who),
    }
    sentence, thing = sentences[row.state], f"example:{example.id}"
    return _at_examples(draft, example.element_id, kind=GateKind.EXAMPLE, name=who, sentence=sentence, thing=thing)


def _at_examples(
    draft: Draft | Board, element_id: int, *, kind: GateKind, name: str, sentence: str, thing: str = ""
) -> Gate:
    args = {"year": draft.guidance.year, "_anchor": f"tekst-{element_id}"}
    thing = thing or f"element:{element_id}"
    return Gate(kind=kind, thing=thing, name=name, sentence=sentence, endpoint="guidance.examples", args=args)


def _unconfirmed_quotes(draft: Draft) -> Iterator[Gate]:
    for row in draft.rows:
        yield from repeated_quotes(draft, row, (item for one in draft.behind(row) for item in one.evidence))


def repeated_quotes(draft: Draft | Board, row: ElementRow | Text, words: Iterable[Words]) -> Iterator[Gate]:
    """A text that repeats the minutes word for word needs the institution's yes; silence is none."""
    for item in words:
        if item.note.is_silent and not item.own and borrows(row.text, item.words):
            name, who = labels.element_name(row.element), item.voice
            sentence = _("%(name)s gentager ord, som %(who)s ikke har bekræftet.", name=name, who=who)
            yield at_element(draft, row, GateKind.UNCONFIRMED, sentence)
            return


def tied_rows(draft: Draft) -> list[FoundRow]:
    """The insights that some text is tied to."""
    tied = {one.insight.id: one for row in draft.rows for one in draft.behind(row)}
    return [row for _number, row in sorted(tied.items())]
