"""flask mail: deliver what is due, and let held mail go."""

from __future__ import annotations

import click
from flask import current_app

from app import clock
from app.commands import command_group, print_json
from app.database import reading, recording, transaction
from app.mail import delivery, queries, services
from app.mail.smtp import Transport, relay_of
from app.web import settings

mail = command_group("mail", "The outbox.")
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
    with Transport(relay_of(settings(), now=now)) as transport:
        worker = delivery.worker_of(settings(), app=current_app)
        tally = delivery.deliver_due(transaction, transport=transport, worker=worker, now=now, open_record=recording)
    if as_json:
        print_json({"tried": dict(tally), "outbox": queries.count_by_state(reading())})
    else:
        click.echo(", ".join(f"{count} {state}" for state, count in sorted(tally.items())) or "Nothing was due.")


@mail.command("release")
def release() -> None:
    """Lets go the mail that was held, for instance after a restore."""
    with transaction() as session:
        count = services.release_held(session)
    click.echo(f"{count} released.")
