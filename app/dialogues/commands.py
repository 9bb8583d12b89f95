"""`flask --app app dialogues …`: a dialogue from its agenda to the institution's answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy.orm import Session

from app.clock import add_working_days, local, local_day, now
from app.commands import command_group, print_json
from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.database import reading, transaction
from app.dialogues import queries, services
from app.dialogues.before import agendas, documents, plans
from app.dialogues.discussions import importing, incoming
from app.dialogues.discussions import services as discussions
from app.dialogues.discussions.importing import Made
from app.dialogues.domain import DAYS_TO_ANSWER, ConfirmationAnswer, Forum, NotAsked, PassageKind
from app.dialogues.models import Note
from app.dialogues.writing import passages
from app.people import queries as people
from app.people.domain import PersonUnknown
from app.people.models import Person
from app.scheduling.models import Dialogue

dialogues = command_group("dialogues", "The dialogues: agenda, notes, and the institution's answer.")
GROUPS: list[click.Group] = [dialogues]
DAY = click.DateTime(formats=["%Y-%m-%d"])
NUMBER = click.argument("dialogue_id", metavar="DIALOGUE", type=int)
PASSAGE = click.argument("passage_id", metavar="PASSAGE")
LEVELS = click.Choice([level.value for level in Level])


@dialogues.command("agenda")
@NUMBER
@click.option("--wishes", default="", help="What the institution itself wants to talk about.")
def agenda(dialogue_id: int, wishes: str) -> None:
    """Prepare the agenda: the year's reflection questions and the institution's wishes."""
    with transaction() as session:
        found = services.prepare_agenda(
            session, dialogue=queries.dialogue(session, dialogue_id), wishes=wishes, now=now()
        )
    click.echo(f"The agenda has {len(found.questions)} questions.")


@dialogues.command("send-agenda")
@NUMBER
def send_agenda(dialogue_id: int) -> None:
    """Mail the agenda to everyone who is asked to the meeting and has not had it."""
    with transaction() as session:
        count = agendas.send_agenda(session, dialogue=queries.dialogue(session, dialogue_id), by=None, now=now())
    click.echo(f"The agenda is on its way to {count}.")


@dialogues.command("plan")
@NUMBER
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PDF, DOCX or ODT.")
@click.option("--link", default="", help="Where the plan stands on the web.")
def plan(dialogue_id: int, path: Path | None, link: str) -> None:
    """Hand in the institution's annual plan, as a file or as a link; it takes the place of an earlier one."""
    if (path is None) == (not link):
        raise click.UsageError("Give either --file or --link.")
    document = documents.examine(path.name, path.read_bytes()) if path else None
    with transaction() as session:
        dialogue = queries.dialogue(session, dialogue_id)
        plans.hand_in_plan(session, dialogue=dialogue, document=document, link=link, takes_up=None, by=None, now=now())
    click.echo(f"The plan is a file: {document.kind.value}." if document else "The plan is a link.")


@dialogues.command("open")
@NUMBER
def open_note(dialogue_id: int) -> None:
    """Open the note of a dialogue."""
    with transaction() as session:
        note = passages.open_note(session, dialogue=queries.dialogue(session, dialogue_id), now=now())
    click.echo(f"The note is {note.state.value}.")


@dialogues.command("add")
@NUMBER
@click.argument("text")
@click.option("--theme", type=int, help="The number of the theme it was said under.")
@click.option("--level", type=LEVELS, help="For whom it was meant.")
@click.option("--own", is_flag=True, help="The secretariat's own note: never leaves the secretariat and directorate.")
@click.option("--by", "address", help="The address of who writes.")
@click.option("--id", "passage_id", type=click.UUID, help="An id of your own; with it a repeat changes nothing.")
def add(
    *,
    dialogue_id: int,
    text: str,
    theme: int | None,
    level: str | None,
    own: bool,
    address: str | None,
    passage_id: uuid.UUID | None,
) -> None:
    """Write a passage into the note; prints its id."""
    with transaction() as session:
        dialogue = queries.dialogue(session, dialogue_id)
        passage = passages.add_passage(
            session,
            note=passages.open_note(session, dialogue=dialogue, now=now()),
            passage_id=str(passage_id or uuid.uuid4()),
            text=text,
            edition_id=_edition_id(session, dialogue, theme),
            level=Level(level) if level else None,
            kind=PassageKind.OWN if own else PassageKind.MINUTES,
            by=_person(session, address),
            now=now(),
        )
    click.echo(passage.id)


@dialogues.command("edit")
@PASSAGE
@click.argument("text")
@click.option("--revision", type=int, required=True, help="The revision that the text started from (see show).")
@click.option("--by", "address", help="The address of who writes.")
def edit(passage_id: str, text: str, revision: int, address: str | None) -> None:
    """Change the words of a passage; refused when somebody else has changed them since."""
    with transaction() as session:
        passages.save_passage(
            session,
            passage=queries.passage(session, passage_id),
            text=text,
            base_revision=revision,
            by=_person(session, address),
            now=now(),
        )
    click.echo("Saved.")


@dialogues.command("remove")
@PASSAGE
def remove(passage_id: str) -> None:
    """Take a passage out of the note; its revisions stay on record."""
    with transaction() as session:
        passages.remove_passage(session, passage=queries.passage(session, passage_id), now=now())
    click.echo("Removed.")


@dialogues.command("move")
@PASSAGE
@click.option("--after", help="The id of the passage that it follows; without it, it comes last.")
@click.option("--theme", type=int, help="The number of the theme that it is put under.")
def move(passage_id: str, after: str | None, theme: int | None) -> None:
    """Move a passage within its note; the words stay as they are."""
    with transaction() as session:
        passage = queries.passage_shown(session, passage_id)
        if theme is not None and passage.note.dialogue is not None:
            edition_id = _edition_id(session, passage.note.dialogue, theme)
            passages.classify_passage(session, passage=passage, edition_id=edition_id, level=passage.level)
        passages.move_passage(session, passage=passage, after=after)
    click.echo("Moved.")


@dialogues.command("promise")
@NUMBER
@click.argument("text")
@click.option("--owner", help="The address of who will do it.")
@click.option("--due", type=DAY, help="By when.")
@click.option("--by", "address", help="The address of who writes.")
def promise(dialogue_id: int, text: str, owner: str | None, due: dt.datetime | None, address: str | None) -> None:
    """Write down what somebody promised in a dialogue; prints its number."""
    with transaction() as session:
        action = services.add_action(
            session,
            dialogue=queries.dialogue(session, dialogue_id),
            text=text,
            owner=_person(session, owner),
            due=due.date() if due else None,
            by=_person(session, address),
            now=now(),
        )
    click.echo(action.id)


@dialogues.command("discussion")
@click.argument("year", type=int)
@click.argument("forum", type=click.Choice([forum.value for forum in Forum]))
@click.argument("title")
@click.argument("held_on", metavar="DATE", type=DAY)
def discussion(year: int, forum: str, title: str, held_on: dt.datetime) -> None:
    """Add what another forum had to say: a dated row that is never planned; prints its number."""
    with transaction() as session:
        made = discussions.add_discussion(
            session,
            cycle=cycles.by_year(session, year),
            forum=Forum(forum),
            title=title,
            held_on=held_on.date(),
            by=None,
            now=now(),
        )
    click.echo(made.id)


@dialogues.command("import-notes")
@click.argument("number", metavar="DIALOGUE", type=int)
@click.argument("file", type=click.File("rb"))
@click.option("--discussion", "other", is_flag=True, help="DIALOGUE is the number of a discussion in another forum.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
def import_notes(*, number: int, file: BinaryIO, other: bool, as_json: bool) -> None:
    """Make passages of a Word or Markdown file, all or none; prints those that were made."""
    blocks = incoming.read(file.read())
    with transaction() as session:
        occasion = queries.occasion(session, {"discussion_id" if other else "dialogue_id": number})
        done = importing.import_notes(session, occasion=occasion, blocks=blocks, by=None, now=now())
    if as_json:
        return print_json({"made": [_made(one) for one in done.made], "standing": done.standing})
    for one in done.made:
        click.echo(f"{one.passage_id}  {one.heading.number or '+'}  {one.kind.value:<7}  {one.text}")
    click.echo(f"{len(done.made)} passages made, {done.standing} were there already.", err=True)
    return None


def _made(one: Made) -> dict[str, Any]:
    return {"id": one.passage_id, "theme": one.heading.number, "kind": one.kind.value, "text": one.text}


@dialogues.command("hold")
@NUMBER
def hold(dialogue_id: int) -> None:
    """The dialogue has been held."""
    with transaction() as session:
        services.hold(session, dialogue=queries.dialogue(session, dialogue_id), now=now())
    click.echo("Held.")


@dialogues.command("ask")
@NUMBER
@click.option("--deadline", type=DAY, help="Answer by this day; without it, two weeks of working days.")
def ask(dialogue_id: int, deadline: dt.datetime | None) -> None:
    """Ask the head of the institution by mail whether the minutes are right."""
    day = deadline.date() if deadline else add_working_days(local_day(now()), DAYS_TO_ANSWER)
    with transaction() as session:
        note = passages.open_note(session, dialogue=queries.dialogue(session, dialogue_id), now=now())
        asked = services.ask_confirmation(session, note=note, deadline=day, by=None, now=now())
        told = f"{asked.person.name} is asked until {day}."
    click.echo(told)


def _note_command(name: str, act: Callable[..., object], summary: str, said: str) -> None:
    """A command that does one thing with the note of a dialogue."""

    @dialogues.command(name, help=summary)
    @NUMBER
    def run(dialogue_id: int) -> None:
        with transaction() as session:
            note = passages.open_note(session, dialogue=queries.dialogue(session, dialogue_id), now=now())
            act(session, note=note, by=None, now=now())
        click.echo(said)


@dialogues.command("remind")
@NUMBER
def remind(dialogue_id: int) -> None:
    """Ask the head once more, with a fresh link; at most one mail a day."""
    with transaction() as session:
        note = passages.open_note(session, dialogue=queries.dialogue(session, dialogue_id), now=now())
        told = services.remind(session, note=note, by=None, now=now())
    click.echo("Reminded." if told else "Reminded today already.")


_note_command(
    "settle", services.settle_correction, "A correction has been dealt with: the note is open again.", "Settled."
)
_note_command(
    "take-back", services.take_back, "Open minutes that lie with the institution, or were confirmed.", "Open."
)


@dialogues.command("answer")
@NUMBER
@click.argument("answer", type=click.Choice([answer.value for answer in ConfirmationAnswer]))
@click.option("--word", default="", help="What is to be corrected.")
def answer(dialogue_id: int, answer: str, word: str) -> None:
    """Record what the head answered, for instance by telephone."""
    with transaction() as session:
        note = passages.open_note(session, dialogue=queries.dialogue(session, dialogue_id), now=now())
        asked = queries.confirmation(session, note)
        if asked is None:
            raise NotAsked()
        services.answer_confirmation(
            session, confirmation=asked, answer=ConfirmationAnswer(answer), word=word, now=now()
        )
    click.echo(f"The note is {note.state.value}.")


@dialogues.command("show")
@NUMBER
def show(dialogue_id: int) -> None:
    """Print one dialogue as JSON, own notes included."""
    session = reading()
    dialogue = queries.dialogue(session, dialogue_id)
    note, agenda = queries.note_of(session, dialogue), queries.agenda_of(session, dialogue)
    print_json(
        {
            "id": dialogue.id,
            "year": dialogue.seat.draw.cycle.year,
            "institution": dialogue.seat.institution.name,
            "state": dialogue.state.value,
            "start": local(dialogue.starts_at).isoformat() if dialogue.starts_at else None,
            "room": dialogue.room.name if dialogue.room else None,
            "agenda": {"questions": agenda.questions, "wishes": agenda.wishes} if agenda else None,
            "note": _note(session, note) if note else None,
            "actions": [
                {
                    "id": action.id,
                    "text": action.text,
                    "owner": action.owner.address if action.owner else None,
                    "due": action.due,
                    "done": action.done_on,
                }
                for action in queries.actions_of(session, [dialogue])
            ],
        }
    )


def _note(session: Session, note: Note) -> dict[str, Any]:
    return {
        "state": note.state.value,
        "passages": [
            {
                "id": passage.id,
                "theme": passage.edition_id,
                "level": passage.level.value if passage.level else None,
                "kind": passage.kind.value,
                "revision": passage.revision,
                "revision_id": passage.current.id,
                "text": passage.current.text,
            }
            for passage in queries.all_passages(session, note)
        ],
        "confirmations": [
            {
                "person": one.person.address,
                "deadline": one.deadline,
                "answer": one.answer.value if one.answer else None,
                "word": one.word,
                "settled": one.settled_at is not None,
            }
            for one in note.confirmations
        ],
    }


def _edition_id(session: Session, dialogue: Dialogue, number: int | None) -> int | None:
    if number is None:
        return None
    themes = {one.number: one.id for one in cycles.themes_of(session, dialogue.seat.draw.cycle.year)}
    if number not in themes:
        raise click.BadParameter(f"the year has themes {', '.join(map(str, themes)) or '– none'}", param_hint="--theme")
    return themes[number]


def _person(session: Session, address: str | None) -> Person | None:
    person = people.by_address(session, address) if address else None
    if address and person is None:
        raise PersonUnknown(address=address)
    return person
