"""flask mail: deliver what is due, let held mail go, fetch and process what comes in."""

from __future__ import annotations

from typing import BinaryIO

import click
from flask import current_app

from app import clock
from app.commands import command_group, print_json
from app.database import reading, recording, transaction
from app.mail import queries, services
from app.mail.domain import MailboxUnread, NoMailbox
from app.mail.inbox import fetching, taking_in
from app.mail.inbox.imap import MailboxFault
from app.mail.outbox import delivery
from app.mail.outbox.smtp import Transport, relay_of
from app.settings import settings

mail = command_group("mail", "The outbox and the inbox.")
GROUPS = (mail,)


@mail.command("deliver")
@click.option(
    "--once",
    is_flag=True,
    required=True,
    expose_value=False,
    help="What is due now, and no more; `python -m jobs` goes on.",
)
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def deliver(as_json: bool) -> None:
    """Delivers what is due, and says what became of it."""
    now = clock.now()
    with Transport(relay_of(settings(), now=now)) as transport, recording() as recorder:
        worker = delivery.worker_of(settings(), app=current_app)
        tally = delivery.deliver_due(transaction, transport=transport, worker=worker, now=now, recorder=recorder)
    if as_json:
        print_json({"tried": dict(tally), "outbox": queries.count_by_state(reading())})
    else:
        click.echo(", ".join(f"{count} {state}" for state, count in sorted(tally.items())) or "Nothing was due.")


@mail.command("fetch")
@click.option(
    "--once",
    is_flag=True,
    required=True,
    expose_value=False,
    help="What is there now, and no more; `python -m jobs` goes on.",
)
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def fetch(as_json: bool) -> None:
    """Takes in what has come to the mailbox, and says what became of it."""
    if not settings().imap_host:
        raise NoMailbox()
    now, reader = clock.now(), taking_in.reader_of(settings(), app=current_app)
    plan = fetching.round_of(settings(), reader=reader, now=now)
    try:
        tally = fetching.fetch_new(transaction, plan=plan, now=now)
    except MailboxFault as fault:
        raise MailboxUnread(words=str(fault)) from fault
    if as_json:
        print_json(fetching.told(tally))
    else:
        click.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(tally.items())) or "Nothing had come.")


@mail.command("ingest")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="What became of it, as JSON.")
def ingest(file: BinaryIO, as_json: bool) -> None:
    """Takes in one raw mail (FILE, or - for standard input) as if it had been fetched, and says what became of it."""
    reader = taking_in.reader_of(settings(), app=current_app)
    message = taking_in.ingest(transaction, raw=file.read(), reader=reader, now=clock.now())
    if as_json:
        print_json(taking_in.told(message))
    else:
        click.echo(f"{message.outcome.value if message.outcome else ''}: {message.reason}")


@mail.command("release")
def release() -> None:
    """Lets go the mail that was held, for instance after a restore."""
    with transaction() as session:
        count = services.release_held(session, by=None, now=clock.now())
    click.echo(f"{count} released.")
