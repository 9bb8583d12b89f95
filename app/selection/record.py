"""The record of a choice: canonical JSON that holds all it was made from, and the check that makes it anew.

Engine: standard library, and the lottery that it re-runs. The hashed part (`list`) holds ids, numbers and codes alone;
names stand beside it, for readers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict
from typing import Any

from app.domain import Refused
from app.institutions.domain import Kind, Ownership
from app.selection.domain import DrawSettings, Fault, PoolRequest, Quota, Relaxation, Unit, Verdict
from app.selection.lottery import METHOD, DrawList, Outcome, canonical, draw, make_list, tidy_value
from app.selection.reasons import reason_for_chosen, reason_for_reserve
from app.selection.refusals import RecordUnreadable

SCHEMA = "ledetraad-draw/1"


def fingerprint(listed: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the list: what is published before any value exists."""
    return hashlib.sha256(canonical(listed).encode()).hexdigest()


def prepared_record(drawn_from: DrawList) -> dict[str, Any]:
    """The record before the draw: the list, its fingerprint, and the names."""
    listed = list_as_data(drawn_from)
    return {
        "schema": SCHEMA,
        "method": METHOD,
        "list": listed,
        "commitment": fingerprint(listed),
        "names": {unit.id: unit.name for unit in drawn_from.request.units},
    }


def drawn_record(drawn_from: DrawList, outcome: Outcome, value: str) -> dict[str, Any]:
    """The whole record: what lay fast, the value, and who it gave."""
    return {
        **prepared_record(drawn_from),
        "value": tidy_value(value),
        "result": {
            "chosen": [
                {"id": unit.id, "reason": reason_for_chosen(unit, drawn_from, outcome)} for unit in outcome.chosen
            ],
            "reserves": [
                {"id": unit.id, "reason": reason_for_reserve(unit, drawn_from, outcome)} for unit in outcome.reserves
            ],
        },
    }


def with_value(record: dict[str, Any], value: str) -> dict[str, Any]:
    """The record of a list that lies fast, completed by the value: draws, and says who and why."""
    drawn_from = read_list(record)
    return drawn_record(drawn_from, draw(drawn_from, record["commitment"], value), value)


def list_as_data(drawn_from: DrawList) -> dict[str, Any]:
    """The hashed part."""
    request = drawn_from.request
    return {
        "year": request.year,
        "day": request.day.isoformat(),
        "settings": request.settings.as_data(),
        "cool_down": drawn_from.cool_down,
        "units": [_unit_as_data(unit, drawn_from.verdicts[unit.id]) for unit in request.units],
        "quotas": [asdict(quota) for quota in drawn_from.quotas],
        "relaxations": [asdict(relaxation) for relaxation in drawn_from.relaxations],
        "tiers": [[years, seats] for years, seats in sorted(drawn_from.tiers.items(), reverse=True)],
    }


def _unit_as_data(unit: Unit, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": unit.id,
        "kind": unit.kind.value,
        "area": unit.area,
        "ownership": unit.ownership.value,
        "pseudo": unit.pseudo,
        "department": unit.department,
        "active_from": unit.active_from and unit.active_from.isoformat(),
        "active_to": unit.active_to and unit.active_to.isoformat(),
        "visits": list(unit.visits),
        "withdrawals": list(unit.withdrawals),
        "verdict": verdict.value,
    }


def read_list(record: dict[str, Any]) -> DrawList:
    """The list of a record as it stands there, nothing worked out anew; raises RecordUnreadable."""
    try:
        listed = record["list"]
        if len({unit["id"] for unit in listed["units"]}) != len(listed["units"]):
            raise RecordUnreadable()
        return DrawList(
            request=_request(listed, record.get("names", {})),
            cool_down=int(listed["cool_down"]),
            verdicts={unit["id"]: Verdict(unit["verdict"]) for unit in listed["units"]},
            quotas=tuple(Quota(**quota) for quota in listed["quotas"]),
            relaxations=tuple(Relaxation(**relaxation) for relaxation in listed["relaxations"]),
            tiers={int(years): int(seats) for years, seats in listed["tiers"]},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordUnreadable() from error


def _request(listed: dict[str, Any], names: dict[str, str]) -> PoolRequest:
    return PoolRequest(
        year=int(listed["year"]),
        day=dt.date.fromisoformat(listed["day"]),
        settings=DrawSettings.of_data(listed["settings"]),
        units=tuple(_unit(unit, names) for unit in listed["units"]),
    )


def _unit(data: dict[str, Any], names: dict[str, str]) -> Unit:
    return Unit(
        id=data["id"],
        name=names.get(data["id"], data["id"]),
        kind=Kind(data["kind"]),
        area=data["area"],
        ownership=Ownership(data["ownership"]),
        pseudo=data["pseudo"],
        department=data["department"],
        active_from=_day(data["active_from"]),
        active_to=_day(data["active_to"]),
        visits=tuple(int(year) for year in data["visits"]),
        withdrawals=tuple(int(year) for year in data["withdrawals"]),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def read_record(text: str) -> dict[str, Any]:
    """A record from its text; raises RecordUnreadable for anything that is not one of this schema and method."""
    try:
        record = json.loads(text)
    except ValueError as error:
        raise RecordUnreadable() from error
    if not isinstance(record, dict) or (record.get("schema"), record.get("method")) != (SCHEMA, METHOD):
        raise RecordUnreadable()
    return record


def verify(record: dict[str, Any]) -> list[Fault]:
    """Everything in a record that does not hold: its fingerprint, what the list was made to be, and the result.

    The list and the choice are made anew from the units, the visits, the settings and the value in the record.
    """
    given = read_list(record)
    try:
        return _verify_list(record, given) or _verify_result(record)
    except Refused as refused:
        return [Fault(code=refused.code, where="list.settings")]
    except (TypeError, ValueError) as error:
        raise RecordUnreadable() from error


def _verify_list(record: dict[str, Any], given: DrawList) -> list[Fault]:
    listed, anew = record["list"], list_as_data(make_list(given.request))
    faults = [Fault(code="list", where=f"list.{part}") for part in anew if anew[part] != listed.get(part)]
    if fingerprint(listed) != record.get("commitment"):
        faults.append(Fault(code="fingerprint", where="commitment"))
    return faults


def _verify_result(record: dict[str, Any]) -> list[Fault]:
    if "value" not in record:
        return []
    result = with_value(record, str(record["value"]))["result"]
    given = record.get("result")
    if not isinstance(given, dict):
        return [Fault(code="result", where="result")]
    return [Fault(code="result", where=f"result.{part}") for part in result if result[part] != given.get(part)]
