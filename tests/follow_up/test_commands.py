"""The letters from the command line."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues.models import Action
from tests.follow_up import harvest

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=harvest.publish)]


def test_letters_are_written_adopted_and_sent(session: Session, app, tmp_path) -> None:
    harvest.publish(session)
    session.commit()

    def run(*arguments: object):
        return app.test_cli_runner().invoke(args=["follow_up", *map(str, arguments)])

    assert run("send", 2027).exit_code == 1
    assert run("letters", 2027, "--out", tmp_path).exit_code == 0
    assert len(list(tmp_path.glob("letter-*.pdf"))) == 3
    assert run("adopt", 2027).exit_code == 0
    assert run("send", 2027).stdout == "3 letters are on their way.\n"


def test_promise_is_kept_with_what_came_of_it(session: Session, app) -> None:
    harvest.publish(session)
    session.commit()
    action = session.scalars(select(Action).where(Action.done_on.is_(None))).one()
    kept = app.test_cli_runner().invoke(args=["follow_up", "keep", str(action.id), "Navnene står på skiltene."])
    assert kept.exit_code == 0
    session.refresh(action)
    assert (action.outcome, action.done_on is None) == ("Navnene står på skiltene.", False)
    missing = app.test_cli_runner().invoke(args=["follow_up", "keep", "999", "Ja."])
    assert (missing.exit_code, missing.stderr) == (1, "Aftalen “999” findes ikke.\n")
