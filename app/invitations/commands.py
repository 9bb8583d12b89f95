"""flask invitations: what the pages do, from the command line."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from typing import Any

import click
from sqlalchemy.orm import Session

from app.clock import ZONE, local, now
from app.commands import command_group, print_json
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.institutions import queries as institutions
from app.invitations import queries, services
from app.invitations.domain import Answer, Attendance, Change, Channel, NotInvited, Slot
from app.invitations.labels import BUTTONS
from app.invitations.models import Invitation, Participant
from app.invitations.queries import Outgoing, institution_of
from app.invitations.sending import letters, reminders, taking_back
from app.invitations.sending.commands import trial_command
from app.invitations.sending.telling import thread_of
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import mime
from app.people import queries as people
from app.people.domain import PersonUnknown
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.selection import queries as selection
from app.selection.refusals import NotInPlace

invitations = command_group("invitations", "Who is asked to what, and what each has answered.")
GROUPS: list[click.Group] = [invitations]
invitations.add_command(trial_command)
METHODS = {"request": Change.NEW, "cancel": Change.CANCELLED}
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@invitations.command("prepare")
@click.argument("year", type=int)
@as_json
def prepare(year: int, as_json: bool) -> None:
    """Drafts the invitations of YEAR, to those who belong to its agreed meetings now, and shows what would be sent."""
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        services.prepare_from_plan(session, cycle=cycle, by=None, now=now())
        services.renew_people(session, cycle=cycle, by=None, now=now())
        found = [described(one) for one in queries.outgoing(session, cycle, now())]
    if as_json:
        print_json({"outgoing": found})
        return
    for one in found:
        click.echo(told_of(one))


@invitations.command("send")
@click.argument("year", type=int)
@as_json
def send(year: int, as_json: bool) -> None:
    """Writes every mail that there is to send in YEAR into the outbox, once."""
    with transaction() as session:
        count = services.send(session, cycle=cycles.by_year(session, year), by=None, now=now())
    if as_json:
        print_json({"written": count})
    else:
        click.echo(f"{count} mails are in the outbox.")


@invitations.command("take-back")
@click.argument("year", type=int)
def take_back(year: int) -> None:
    """Takes the last sending of YEAR from the page back, while none of it has left (LEDETRAAD_MAIL_UNDO_MINUTES)."""
    with transaction() as session:
        count = taking_back.take_back(session, cycle=cycles.by_year(session, year), by=None, now=now())
    click.echo(f"{count} mails were taken back.")


@invitations.command("status")
@click.argument("year", type=int)
@as_json
def status(year: int, as_json: bool) -> None:
    """Every meeting of YEAR with what each person has answered."""
    cycle = cycles.by_year(reading(), year)
    found = {"dialogues": [status_of(one) for one in queries.invitations_of(reading(), cycle)]}
    if as_json:
        print_json(found)
        return
    for dialogue in found["dialogues"]:
        click.echo(f"{dialogue['id']}: {dialogue['start']}")
        for one in dialogue["participants"]:
            click.echo(f"  {one['address']}: {one['answer']} {one['channel'] or ''}".rstrip())


@invitations.command("answer")
@click.argument("dialogue", type=int)
@click.argument("person")
@click.argument("answer", type=click.Choice([answer.value for answer in BUTTONS]))
@click.option("--word", default="", help="What was said.")
def answer(dialogue: int, person: str, answer: str, word: str) -> None:
    """Notes an ANSWER that PERSON (number or address) has given the secretariat about DIALOGUE."""
    with transaction() as session:
        found = participant_of(session, dialogue, person)
        services.answer(
            session, participant=found, answer=Answer(answer), channel=Channel.SECRETARY, word=word, now=now()
        )
    click.echo("Noted.")


@invitations.command("remind")
@click.argument("dialogue", type=int)
def remind(dialogue: int) -> None:
    """Reminds whoever has not answered about DIALOGUE; at most once a day."""
    with transaction() as session:
        invitation = queries.invitation_of(session, scheduling.dialogue(session, dialogue))
        count = reminders.remind_unanswered(session, invitation=invitation, now=now()) if invitation else 0
    click.echo(f"{count} reminders are in the outbox.")


@invitations.command("address")
@click.argument("dialogue", type=int)
@click.argument("person")
@click.argument("address")
def correct_address(dialogue: int, person: str, address: str) -> None:
    """Corrects the address of PERSON (number or address) to ADDRESS, and asks her anew about DIALOGUE."""
    with transaction() as session:
        found = participant_of(session, dialogue, person)
        count = services.correct_address(session, participant=found, address=address, by=None, now=now())
    click.echo(f"{count} mails are in the outbox.")


@invitations.command("resend")
@click.argument("dialogue", type=int)
@click.argument("person")
def resend(dialogue: int, person: str) -> None:
    """Sends the newest mail to PERSON (number or address) about DIALOGUE once more, byte for byte."""
    with transaction() as session:
        found = participant_of(session, dialogue, person)
        newest = next(iter(outbox.to_person(session, found.person_id, thread_of(found.invitation))), None)
        if newest is None:
            raise NotInvited(person=found.person.name)
        services.resend(session, participant=found, message_id=newest.id, by=None, now=now())
    click.echo("It is in the outbox again.")


@invitations.command("keep-time")
@click.argument("dialogue", type=int)
def keep_time(dialogue: int) -> None:
    """The time of DIALOGUE stands after all: whoever said no can come."""
    with transaction() as session:
        services.keep_time(session, dialogue=scheduling.dialogue(session, dialogue), by=None, now=now())
    click.echo("The time stands.")


@invitations.command("take-over")
@click.argument("year", type=int)
@click.argument("institution")
@click.argument("start", type=click.DateTime(["%Y-%m-%dT%H:%M"]))
@click.option("--room", help="The name of the room.")
@as_json
def take_over(year: int, institution: str, start: dt.datetime, room: str | None, as_json: bool) -> None:
    """Records a meeting that was agreed elsewhere: INSTITUTION (number or name) in YEAR, START as 2027-03-16T09:00."""
    with transaction() as session:
        unit = institutions.find(session, text=institution)
        seat = selection.seat_of(session, cycles.by_year(session, year), unit)
        if seat is None:
            raise NotInPlace(name=unit.name)
        place = scheduling.room_called(session, room) if room else None
        starts_at = start.replace(tzinfo=ZONE)
        taken = services.take_over(session, seat=seat, starts_at=starts_at, room=place, by=None, now=now())
        told = status_of(taken)
    if as_json:
        print_json(told)
    else:
        click.echo(f"{told['start']}: {unit.name}, {len(told['participants'])} taking part; nothing is sent.")


@invitations.command("add")
@click.argument("dialogue", type=int)
@click.argument("person")
@click.option("--required", is_flag=True, help="The meeting cannot be held without the person.")
def add(dialogue: int, person: str, required: bool) -> None:
    """Asks PERSON (number or address) to DIALOGUE too; the next `send` tells her, and nobody else."""
    with transaction() as session:
        services.add_participant(
            session,
            invitation=invitation_to(session, dialogue, person),
            person=person_called(session, person),
            attendance=Attendance.REQUIRED if required else Attendance.OPTIONAL,
            by=None,
            now=now(),
        )
    click.echo("Added. Nothing is sent yet.")


@invitations.command("remove")
@click.argument("dialogue", type=int)
@click.argument("person")
def remove(dialogue: int, person: str) -> None:
    """Takes PERSON (number or address) out of DIALOGUE; the next `send` tells her, and nobody else."""
    with transaction() as session:
        found = participant_of(session, dialogue, person)
        services.remove_participant(session, participant=found, by=None, now=now())
    click.echo("Taken out. Nothing is sent yet.")


@invitations.command("render")
@click.argument("dialogue", type=int)
@click.argument("person")
@click.option("--method", type=click.Choice(sorted(METHODS)), default="request", show_default=True)
def render(dialogue: int, person: str, method: str) -> None:
    """The raw mail to PERSON (number or address) about DIALOGUE on stdout, with a link that opens nothing."""
    found = participant_of(reading(), dialogue, person)
    slot = queries.stands(found.invitation) or queries.told(found.invitation)
    if slot is None:
        raise NotInvited(person=found.person.name)
    url = letters.answer_url("preview")
    told = letters.tell(reading(), found.invitation, found, METHODS[method], slot=slot, before=None, url=url, now=now())
    letter = mail.compose(
        person=found.person,
        written=told.words,
        calendar=told.calendar,
        reference="preview",
        now=now(),
    )
    sys.stdout.buffer.write(mime.render(letter))
    sys.stdout.buffer.flush()


def participant_of(session: Session, dialogue_id: int, person: str) -> Participant:
    """The part of a person, by number or address, in a dialogue."""
    invitation = invitation_to(session, dialogue_id, person)
    return queries.participant_in(session, invitation_id=invitation.id, person=person_called(session, person))


def person_called(session: Session, person: str) -> Person:
    """A person by number or address."""
    known = people.by_id(session, int(person)) if person.isdigit() else people.by_address(session, person)
    if known is None:
        raise PersonUnknown(address=person)
    return known


def invitation_to(session: Session, dialogue_id: int, person: str) -> Invitation:
    """The invitation to a dialogue in which a person is, or is to be, asked."""
    known = person_called(session, person)
    invitation = queries.invitation_of(session, scheduling.dialogue(session, dialogue_id))
    if invitation is None:
        raise NotInvited(person=known.name)
    return invitation


def status_of(invitation: Invitation) -> dict[str, Any]:
    """One meeting with what each person has answered, as the commands print it."""
    slot = queries.shown(invitation)
    return {
        "id": invitation.dialogue_id,
        "uid": invitation.uid,
        "sequence": invitation.sequence,
        "reply_floor": invitation.reply_floor,
        "start": local(slot.start).isoformat() if slot else None,
        "participants": [
            {
                "person": one.person_id,
                "address": one.person.address,
                "answer": one.answer.value,
                "channel": one.channel.value if one.channel else None,
            }
            for one in queries.present(invitation)
        ],
    }


def described(one: Outgoing) -> dict[str, Any]:
    """A mail that would be sent, as the command prints it: to whom, what changes for her, and from what."""
    return {
        "address": one.participant.person.address,
        "attendance": one.participant.attendance.value,
        "before": described_slot(queries.told(one.invitation) if one.change is not Change.NEW else None),
        "change": one.change.value,
        "dialogue": one.invitation.dialogue_id,
        "institution": institution_of(one.invitation),
        "name": one.participant.person.name,
        "now": described_slot(queries.stands(one.invitation) if one.change is not Change.REMOVED else None),
        "person": one.participant.person_id,
    }


def described_slot(slot: Slot | None) -> dict[str, str] | None:
    """When and where, in Danish time; None where there is no meeting for her."""
    if slot is None:
        return None
    return {"start": local(slot.start).isoformat(), "end": local(slot.end).isoformat(), "place": slot.place}


def told_of(one: Mapping[str, Any]) -> str:
    """The same in a line."""
    times = [f"{slot['start']} {slot['place']}".strip() if slot else "–" for slot in (one["before"], one["now"])]
    what = times[1] if one["change"] == Change.NEW.value else f"{times[0]} → {times[1]}"
    note = " (optional)" if one["attendance"] == Attendance.OPTIONAL.value else ""
    return f"{one['change']}: {one['name']} <{one['address']}>{note}, {one['institution']}: {what}"
