"""The planner's local times and the stored instants: each as the other."""

from __future__ import annotations

import datetime as dt

from app.clock import ZONE, local


def instant(moment: dt.datetime) -> dt.datetime:
    """A planner's local time as an instant."""
    return moment.replace(tzinfo=ZONE).astimezone(dt.UTC)


def naive(moment: dt.datetime) -> dt.datetime:
    """An instant as the planner's local time."""
    return local(moment).replace(tzinfo=None)
