"""Use cases of the draft that was written in by Word: what the file would change, and the change itself.

Nothing is guessed. A text that was changed here as well waits for a person's choice; a row that is gone is asked about;
what somebody wrote outside of the texts is named. The whole file is taken, or nothing of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues.writing.words import Part, changes
from app.guidance import labels, queries, services
from app.guidance.consultation import comments
from app.guidance.domain import (
    CommentSource,
    ElementKind,
    GuidanceFrozen,
    GuidanceState,
    WordOtherYear,
    WordRowsLost,
    WordRowTwice,
    WordRowUnknown,
    WordUndecided,
)
from app.guidance.drafting.drafts import draft_of
from app.guidance.models import Comment, Element, Guidance
from app.guidance.queries import Wording
from app.guidance.word import draft as word_draft
from app.guidance.word.reading import Line, WordComment, WordFile, WordRow
from app.guidance.wording import BULLET, emphasis_differs, tidy, written
from app.guidance.wording import blocks as blocks_of
from app.listing import listed
from app.people.models import Person
from app.trail import services as trail


class Choice(Enum):
    """Which of two texts counts."""

    WORD = "word"
    STANDING = "standing"


class LostRow(Enum):
    """What it means that a row is gone."""

    KEEP = "keep"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A text that the file changes. `standing` is the revision that stands; `undecided` if it is a newer one."""

    element: Element
    before: Wording
    after: Wording
    standing: int
    undecided: bool

    @property
    def parts(self) -> list[Part]:
        """The difference word by word."""
        return changes(written(blocks_of(*self.before)), self.after[0])

    @property
    def emphasis(self) -> bool:
        """Whether other words stand in bold."""
        return emphasis_differs(self.before, self.after)


@dataclass(frozen=True, kw_only=True)
class Return:
    """What a file would do."""

    guidance: Guidance
    changes: Sequence[Change]
    comments: Sequence[tuple[Element | None, WordComment]]
    known: int
    lost: Sequence[Element]
    other: Sequence[str]

    @property
    def undecided(self) -> list[Change]:
        return [one for one in self.changes if one.undecided]


@dataclass(frozen=True)
class Taken:
    """What a file did."""

    changed: int
    comments: int
    emptied: int


def draft_file(session: Session, guidance: Guidance, *, body: str) -> bytes:
    """The draft as a Word file."""
    return word_draft.made_of(draft_of(session, guidance), body=body)


def plan_return(session: Session, *, guidance: Guidance, file: WordFile) -> Return:
    """What the file would change, with everything that a person has to decide; refuses a file that makes no sense."""
    if file.year != guidance.year or any(row.year != guidance.year for row in file.rows):
        raise WordOtherYear(year=guidance.year, other=file.year)
    if guidance.state is not GuidanceState.DRAFT:
        raise GuidanceFrozen(year=guidance.year)
    elements = {one.id: one for one in guidance.elements}
    _check_rows(elements, file.rows)
    there = {row.element for row in file.rows}
    new = list(_new_comments(session, guidance, file.comments))
    return Return(
        guidance=guidance,
        changes=list(_changes(session, elements, file.rows)),
        comments=[(elements.get(one.element or 0), one) for one in new],
        known=len(file.comments) - len(new),
        lost=[elements[number] for number in (file.sent or elements) if number in elements and number not in there],
        other=file.other,
    )


def _check_rows(elements: Mapping[int, Element], rows: Sequence[WordRow]) -> None:
    for row in rows:
        if row.element not in elements or not 1 <= row.revision <= elements[row.element].revision:
            raise WordRowUnknown(number=row.element)
    for number, count in Counter(row.element for row in rows).items():
        if count > 1:
            raise WordRowTwice(name=labels.element_name(elements[number]))


def _changes(session: Session, elements: Mapping[int, Element], rows: Sequence[WordRow]) -> Iterator[Change]:
    """A row is changed if it reads otherwise than the wording that it was made from, and than the present one."""
    wanted = [(row.element, row.revision) for row in rows]
    bases = queries.revisions_in(session, wanted)
    standing = queries.wordings_of(session, elements)
    order = list(elements)
    for row in sorted(rows, key=lambda one: order.index(one.element)):
        element = elements[row.element]
        after = (_text_of(element, row.lines), list(row.bold))
        base, present = bases[row.element, row.revision], standing[row.element]
        if not _alike(element, after, base) and not _alike(element, after, present):
            stale = row.revision != element.revision and not _alike(element, base, present)
            yield Change(element=element, before=present, after=after, standing=element.revision, undecided=stale)


def _alike(element: Element, one: Wording, other: Wording) -> bool:
    every_line = element.kind is ElementKind.QUESTION
    return blocks_of(*one, every_line=every_line) == blocks_of(*other, every_line=every_line)


def _text_of(element: Element, lines: Sequence[Line]) -> str:
    """The lines of a row as a text of ours: a list's items stand together, questions one on each line."""
    if element.kind is ElementKind.QUESTION:
        return tidy("\n".join(words for _is_list, words in lines))
    parts: list[str] = []
    for place, (is_list, words) in enumerate(lines):
        follows = is_list and place > 0 and lines[place - 1][0]
        parts.append(("\n" if follows else "\n\n") + (f"{BULLET}{words}" if is_list else words))
    return tidy("".join(parts))


def _new_comments(session: Session, guidance: Guidance, found: Sequence[WordComment]) -> Iterator[WordComment]:
    """Those that are not here yet: a file that is handed in twice brings its comments once."""
    keys = {_key_of(guidance, one): one for one in found}
    known = set(session.scalars(select(Comment.save_key).where(Comment.save_key.in_(list(keys)))))
    yield from (one for key, one in keys.items() if key not in known)


def _key_of(guidance: Guidance, one: WordComment) -> str:
    parts = (str(guidance.id), str(one.element or 0), one.author, one.written, one.anchor, one.text)
    return f"word:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"


def take_return(
    session: Session,
    *,
    guidance: Guidance,
    file: WordFile,
    chosen: Mapping[int, tuple[Choice, int]],
    lost: Mapping[int, LostRow],
    by: Person | None,
    now: dt.datetime,
) -> Taken:
    """Takes the file: changed texts become revisions, its comments comments, lost rows what was decided of them.

    `chosen`: for a text that was changed here as well, which one counts, and the revision that the chooser saw; if yet
    another stands now, StaleElement. Raises WordUndecided and WordRowsLost for what nobody has decided.
    """
    planned = plan_return(session, guidance=guidance, file=file)
    _check_decided(planned, chosen, lost)
    written_down = [one for one in planned.changes if chosen.get(one.element.id, (None,))[0] is not Choice.STANDING]
    for one in written_down:
        base = chosen[one.element.id][1] if one.undecided else one.standing
        element = queries.element(session, one.element.id)
        text, bold = one.after
        services.write_element(session, element=element, text=text, bold=bold, base_revision=base, by=by, now=now)
    emptied = [one for one in planned.lost if lost[one.id] is LostRow.EMPTY]
    for found in emptied:
        element, base = queries.element(session, found.id), file.sent.get(found.id, found.revision)
        services.write_element(session, element=element, text="", bold=[], base_revision=base, by=by, now=now)
    based = {row.element: row.revision for row in file.rows}
    for of, comment in planned.comments:
        _keep(session, guidance, of, comment, based, now=now)
    trail.record(session, action="guidance.word-returned", thing=f"guidance:{guidance.id}", by=by, now=now)
    return Taken(len(written_down), len(planned.comments), len(emptied))


def _check_decided(planned: Return, chosen: Mapping[int, tuple[Choice, int]], lost: Mapping[int, LostRow]) -> None:
    undecided = [one.element for one in planned.undecided if one.element.id not in chosen]
    if undecided:
        raise WordUndecided(names=listed([labels.element_name(one) for one in undecided]))
    missing = [one for one in planned.lost if one.id not in lost]
    if missing:
        raise WordRowsLost(names=listed([labels.element_name(one) for one in missing]))


def _keep(
    session: Session,
    guidance: Guidance,
    element: Element | None,
    comment: WordComment,
    based: Mapping[int, int],
    *,
    now: dt.datetime,
) -> None:
    """A comment of Word, on the wording that its writer had before her."""
    about = _("Om “%(words)s”: %(text)s", words=comment.anchor, text=comment.text) if comment.anchor else comment.text
    comments.add_comment(
        session,
        guidance=guidance,
        element=element,
        revision=based.get(element.id) if element else None,
        text=about,
        source=CommentSource.WORD,
        name=comment.author,
        save_key=_key_of(guidance, comment),
        now=now,
    )
