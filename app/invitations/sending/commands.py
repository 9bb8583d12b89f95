"""flask invitations trial: the four mails, one after the other, and what the server said of each."""

from __future__ import annotations

import secrets
import time

import click
from flask import current_app
from sqlalchemy import select

from app.clock import now
from app.database import reading, recording, transaction
from app.invitations.sending import trial
from app.mail import queries
from app.mail.models import InboxMessage
from app.mail.outbox import delivery
from app.mail.outbox.smtp import Transport, relay_of
from app.settings import settings


@click.command("trial")
@click.argument("address")
@click.option("--pause", default=60, show_default=True, help="Seconds between two mails, to look at the calendar.")
def trial_command(address: str, pause: int) -> None:
    """Sends an invitation, a move, another room and a cancellation to ADDRESS, and says what came back."""
    reference, started = secrets.token_hex(8), now()
    for step in range(1, trial.STEPS + 1):
        with transaction() as session:
            message = trial.write_step(session, address=address, reference=reference, step=step, now=now())
            message_id, subject = message.id, message.subject
        deliver()
        click.echo(f"{subject}: {said_of(message_id)}")
        if step < trial.STEPS and pause:
            time.sleep(pause)
    came = reading().scalars(
        select(InboxMessage).where(InboxMessage.sender == address.lower(), InboxMessage.stored_at >= started)
    )
    for one in came:
        click.echo(f"came back: {one.subject} ({one.answer or one.reason})")
    click.echo("Answers that come later are read by `flask mail fetch --once`. Tick docs/outlook-check.md.")


def deliver() -> None:
    """What is due leaves, this mail among it."""
    instant = now()
    with Transport(relay_of(settings(), now=instant)) as transport, recording() as recorder:
        worker = delivery.worker_of(settings(), app=current_app)
        delivery.deliver_due(transaction, transport=transport, worker=worker, now=instant, recorder=recorder)


def said_of(message_id: int) -> str:
    """The state, and the server's words."""
    with transaction() as session:
        message = queries.with_bytes(session, message_id)
        return f"{message.state.value} {message.last_words}".strip() if message else ""
