"""What a new plan for a meeting refuses; the other refusals of the times stand with the rules."""

from __future__ import annotations

from app.domain import N_, Refused


class NotAsked(Refused):
    """Who is not asked to a meeting cannot say no to it."""

    code = "not-asked"
    sentence = N_("%(name)s skal ikke med til det møde.")
