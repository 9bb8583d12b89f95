"""Days on which nobody is asked to meet, whatever a year has set."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from app.clock import holidays_of


def always_closed(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The public holidays, and Christmas Eve and New Year's Eve: nobody asks whether one could meet then."""
    found: dict[dt.date, str] = {}
    for year in range(first.year, last.year + 1):
        eves = {day: holidays_of(year)[day] for day in (dt.date(year, 12, 24), dt.date(year, 12, 31))}
        found |= public_days(year) | eves
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


@lru_cache(maxsize=32)
def public_days(year: int) -> dict[dt.date, str]:
    """The holidays that the law knows."""
    import holidays  # heavy, as in the clock

    return dict(holidays.country_holidays("DK", years=year, categories=("public",), language="da"))
