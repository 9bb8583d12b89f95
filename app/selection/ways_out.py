"""Where what was decided cannot be kept: the smallest changes with which it can, each to be taken by one press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.domain import Refused
from app.selection import labels
from app.selection.domain import DrawSettings, GivenBound
from app.selection.refusals import BoundsCollide, CapTooLow, TooLongCoolDown

Change = Mapping[str, Any]


def ways_out(refused: Refused, settings: DrawSettings) -> Iterator[tuple[str, DrawSettings]]:
    """Each way in a sentence, and what would then be decided; none for a refusal that no figure mends."""
    if isinstance(refused, BoundsCollide):
        for changes in refused.alternatives:
            yield " ".join(map(_say, changes)), _with_bounds(settings, changes)
    if isinstance(refused, TooLongCoolDown):
        longest = refused.longest
        yield _("Pausen efter en dialog bliver %(longest)s år.", longest=longest), replace(settings, cool_down=longest)
    if isinstance(refused, CapTooLow):
        smallest = refused.smallest
        yield _("Ingen får større chance end %(cap)s ud af 100.", cap=smallest), replace(settings, cap=smallest)
        yield _("Der er ingen grænse for chancen."), replace(settings, cap=None)


def _say(change: Change) -> str:
    group = labels.say_group(change["feature"], change["value"])
    if change["side"] == "lower":
        return _(
            "%(group)s skal have mindst %(after)s i stedet for %(before)s.",
            group=group,
            before=change["from"],
            after=change["to"],
        )
    return _(
        "%(group)s kan højst få %(after)s i stedet for %(before)s.",
        group=group,
        before=change["from"],
        after=change["to"],
    )


def _with_bounds(settings: DrawSettings, changes: Sequence[Change]) -> DrawSettings:
    """The bounds that a person gave, with these changed."""
    bounds = {(one.dimension, one.value): one for one in settings.bounds}
    for change in changes:
        key = (change["feature"], change["value"])
        one = bounds.get(key) or GivenBound(dimension=key[0], value=key[1], lower=0, upper=settings.seats)
        bounds[key] = replace(one, **{change["side"]: change["to"]})
    return replace(settings, bounds=tuple(bounds.values()))
