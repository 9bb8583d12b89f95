"""The year's list as it stands in a record, and back: facts, verdicts, quotas and what gave way; ids and codes alone.

Engine: standard library only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.institutions.domain import Kind, Ownership
from app.selection.domain import DrawSettings, PoolRequest, Quota, Relaxation, Unit, Verdict
from app.selection.lottery.year import DrawList
from app.selection.refusals import RecordUnreadable


def as_data(listed: DrawList) -> dict[str, Any]:
    """The part `year` of a record."""
    request = listed.request
    return {
        "year": request.year,
        "day": request.day.isoformat(),
        "settings": request.settings.as_data(),
        "known_since": request.known_since,
        "cool_down": listed.cool_down,
        "overdue_after": str(listed.overdue_after),
        "units": [_unit_as_data(unit, listed) for unit in request.units],
        "quotas": [asdict(quota) for quota in listed.quotas],
        "relaxations": [asdict(relaxation) for relaxation in listed.relaxations],
    }


def _unit_as_data(unit: Unit, listed: DrawList) -> dict[str, Any]:
    return {
        "id": unit.id,
        "kind": unit.kind.value,
        "area": unit.area,
        "district": unit.district,
        "size": unit.size,
        "ownership": unit.ownership.value,
        "pseudo": unit.pseudo,
        "department": unit.department,
        "active_from": unit.active_from and unit.active_from.isoformat(),
        "active_to": unit.active_to and unit.active_to.isoformat(),
        "visits": list(unit.visits),
        "unknown_before": unit.unknown_before,
        "withdrawals": list(unit.withdrawals),
        "verdict": listed.verdicts[unit.id].value,
        "waited": listed.waited.get(unit.id),
    }


def read_list(record: Mapping[str, Any]) -> DrawList:
    """The year's list of a record as it stands there, nothing worked out anew; raises RecordUnreadable."""
    try:
        told = record["year"]
        if len({unit["id"] for unit in told["units"]}) != len(told["units"]):
            raise RecordUnreadable()
        return DrawList(
            request=_request(told, record.get("names", {})),
            cool_down=int(told["cool_down"]),
            verdicts={unit["id"]: Verdict(unit["verdict"]) for unit in told["units"]},
            quotas=tuple(Quota(**quota) for quota in told["quotas"]),
            relaxations=tuple(Relaxation(**relaxation) for relaxation in told["relaxations"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordUnreadable() from error


def _request(told: Mapping[str, Any], names: Mapping[str, str]) -> PoolRequest:
    return PoolRequest(
        year=int(told["year"]),
        day=dt.date.fromisoformat(told["day"]),
        settings=DrawSettings.of_data(told["settings"]),
        units=tuple(_unit(unit, names) for unit in told["units"]),
    )


def _unit(data: Mapping[str, Any], names: Mapping[str, str]) -> Unit:
    return Unit(
        id=data["id"],
        name=names.get(data["id"], data["id"]),
        kind=Kind(data["kind"]),
        area=data["area"],
        district=data["district"],
        size=data["size"],
        ownership=Ownership(data["ownership"]),
        pseudo=data["pseudo"],
        department=data["department"],
        active_from=_day(data["active_from"]),
        active_to=_day(data["active_to"]),
        visits=tuple(int(year) for year in data["visits"]),
        unknown_before=data["unknown_before"],
        withdrawals=tuple(int(year) for year in data["withdrawals"]),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
