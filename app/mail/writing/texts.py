"""The texts of the mails: a standard for each kind and language, and what a year's secretariat has made of it.

The standard texts are files (templates/mail/standard/KIND.LANGUAGE.md): the subject in the first line, then an empty
line, then the text in the marks of markup.py. A text uses the names of its kind and nothing else (sandbox.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import Flask, current_app
from flask_babel import get_locale
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.mail.domain import TextFaulty
from app.mail.models import MailText
from app.mail.writing import sandbox, words
from app.mail.writing.sandbox import Fault
from app.people.models import Person
from app.trail import services as trail
from config import ROOT

LANGUAGES = ("da", "en")
KINDS = "ledetraad.mail-texts"
FOLDER = ROOT / "templates" / "mail" / "standard"
Values = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Real data to show a text with."""

    person: Person
    values: Values


@dataclass(frozen=True, kw_only=True)
class TextKind:
    """One kind of mail. `names` are the facts that its text may use, each with its explanation (lazy).

    `samples` finds real data of a year, in the language that is on; none: there is nobody to write to yet.
    """

    name: str
    label: object
    names: Mapping[str, object]
    samples: Callable[[Session, Cycle, dt.datetime], Sequence[Sample]]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A subject and a text, as they are written."""

    subject: str
    body: str


def register_texts(app: Flask, kinds: Sequence[TextKind]) -> None:
    """A room tells which mails it writes with texts that can be adjusted."""
    app.extensions.setdefault(KINDS, {}).update({kind.name: kind for kind in kinds})


def kinds() -> dict[str, TextKind]:
    """Every kind that wiring has registered, in its order."""
    found: dict[str, TextKind] = current_app.extensions.get(KINDS, {})
    return found


@cache
def standard(kind: str, language: str) -> Wording:
    """The text that holds until a year's secretariat writes its own."""
    subject, _, body = (FOLDER / f"{kind}.{language}.md").read_text(encoding="utf-8").partition("\n\n")
    return Wording(subject=subject.strip(), body=body.strip() + "\n")


def own_text(session: Session, cycle_id: int, kind: str, language: str) -> MailText | None:
    """What the year's secretariat has written, if anything."""
    query = select(MailText).where(MailText.cycle_id == cycle_id, MailText.kind == kind, MailText.language == language)
    return session.scalars(query).one_or_none()


def own_texts(session: Session, cycle_id: int) -> set[tuple[str, str]]:
    """Which kinds, in which language, have a text of the year's own."""
    query = select(MailText.kind, MailText.language).where(MailText.cycle_id == cycle_id)
    return {(kind, language) for kind, language in session.execute(query)}


def wording(session: Session, cycle_id: int, kind: str, language: str) -> Wording:
    """The text that holds in a year."""
    own = own_text(session, cycle_id, kind, language)
    return Wording(subject=own.subject, body=own.body) if own else standard(kind, language)


def write(session: Session, *, cycle_id: int, kind: str, person: Person, values: Values) -> words.Words:
    """A mail for one person, in her language."""
    with words.language_of(person):
        return filled(wording(session, cycle_id, kind, language_now()), person=person, values=values)


def text_of(session: Session, *, cycle_id: int, kind: str, values: Values) -> str:
    """The body alone, filled, with its marks, in the language that is on."""
    return body_of(wording(session, cycle_id, kind, language_now()), values)


def filled(given: Wording, *, person: Person, values: Values) -> words.Words:
    """A wording with its facts, as a mail."""
    subject = " ".join(sandbox.render(given.subject, values).split())
    return words.framed(person=person, subject=subject, source=body_of(given, values))


def body_of(given: Wording, values: Values) -> str:
    """The body alone, filled, still in its marks."""
    return sandbox.render(given.body, values)


def language_now() -> str:
    """The language that is on, if there are texts in it."""
    language = str(get_locale() or LANGUAGES[0])
    return language if language in LANGUAGES else LANGUAGES[0]


def faults_of(kind: TextKind, given: Wording) -> list[Fault]:
    """What is wrong with a text, by its lines; line 0 is the subject."""
    in_subject = [Fault(0, one.sentence, one.name) for one in sandbox.faults(given.subject, kind.names)]
    return [*in_subject, *sandbox.faults(given.body, kind.names)]


def save(
    session: Session,
    *,
    cycle: Cycle,
    kind: TextKind,
    language: str,
    given: Wording,
    by: Person | None,
    now: dt.datetime,
) -> MailText:
    """Keeps the year's own text; raises TextFaulty with the first line that cannot be used."""
    wrong = faults_of(kind, given)
    if wrong:
        raise TextFaulty(line=wrong[0].line)
    own = own_text(session, cycle.id, kind.name, language)
    if own is None:
        own = MailText(cycle_id=cycle.id, kind=kind.name, language=language)
        session.add(own)
    own.subject, own.body = " ".join(given.subject.split()), given.body.replace("\r\n", "\n").strip() + "\n"
    own.written_at, own.written_by_id = now, by.id if by else None
    session.flush()
    _record(session, "mail-text.written", cycle, kind, language, by=by, now=now)
    return own


def reset(
    session: Session, *, cycle: Cycle, kind: TextKind, language: str, by: Person | None, now: dt.datetime
) -> None:
    """Back to the standard text."""
    session.execute(
        delete(MailText).where(MailText.cycle_id == cycle.id, MailText.kind == kind.name, MailText.language == language)
    )
    _record(session, "mail-text.reset", cycle, kind, language, by=by, now=now)


def _record(
    session: Session,
    action: str,
    cycle: Cycle,
    kind: TextKind,
    language: str,
    *,
    by: Person | None,
    now: dt.datetime,
) -> None:
    details = {"kind": kind.name, "language": language}
    trail.record(session, by=by, action=action, thing=f"cycle:{cycle.id}", details=details, now=now)
