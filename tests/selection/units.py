"""Units made for the tests of the choice: short to write, with what matters said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from app.institutions.domain import Kind, Ownership
from app.selection.domain import DrawSettings, PoolRequest, Unit

YEAR = 2027


def unit(number: int, kind: Kind = Kind.SCHOOL, area: str = "Nord", *visits: int, **given: Any) -> Unit:
    """A municipal unit; `visits` are the years in which it was in dialogue."""
    given.setdefault("ownership", Ownership.MUNICIPAL)
    return Unit(id=f"own:{number:03}", name=f"Enhed {number}", kind=kind, area=area, visits=visits, **given)


def request(*units: Unit, **settings: Any) -> PoolRequest:
    """A request for the year 2027."""
    settings.setdefault("known_since", 2017)
    return PoolRequest(year=YEAR, day=dt.date(YEAR, 2, 1), settings=DrawSettings(**settings), units=units)


@st.composite
def requests(draw: st.DrawFn, most: int = 9, seats: int = 3) -> PoolRequest:
    """Small requests with enough units for the seats, short of history and areas, so that bounds collide."""
    count = draw(st.integers(seats, most))
    units = [
        unit(
            number,
            draw(st.sampled_from([Kind.SCHOOL, Kind.DAY_CARE, Kind.CENTRE])),
            draw(st.sampled_from(["Nord", "Syd", ""])),
            *sorted(draw(st.sets(st.integers(2019, YEAR - 1), max_size=2))),
        )
        for number in range(count)
    ]
    return request(*units, seats=draw(st.integers(1, seats)))
