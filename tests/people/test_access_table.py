"""The table of permissions and the routes hold one another to account, at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from app.people import access, permissions
from tests.conftest import make_settings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.pop("cycle.front"), "no row in app/people/permissions.py for cycle.front"),
        (lambda table: table.update({"cycle.gone": permissions.ANYONE}), "no such route as cycle.gone"),
        (
            lambda table: table.update({"cycle.front": permissions.Access(rule="nobody-knows")}),
            "no such object rule as nobody-knows",
        ),
    ],
)
def test_start_stops_where_table_and_routes_differ(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: object, said: str
) -> None:
    table = dict(permissions.MATRIX)
    change(table)  # type: ignore[operator]
    monkeypatch.setattr(access, "MATRIX", table)
    with pytest.raises(access.MatrixError, match=said):
        create_app(make_settings(f"sqlite:///{tmp_path / 'none.db'}"))
