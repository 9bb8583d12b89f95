"""Words of the communication: channels, the headings of the committee paper; and the refusals."""

from __future__ import annotations

from enum import Enum


class Channel(Enum):
    """By which way people are told of the guidance."""

    MAIL = "mail"
    COMMITTEE = "committee"
    PORTAL = "portal"
    SEMINAR = "seminar"
    TOWN_HALL = "town-hall"
    COURSE = "course"
    OTHER = "other"


class Heading(Enum):
    """The headings of a committee paper, in their order."""

    DECISION_THEME = "decision-theme"
    CASE = "case"
    APPROPRIATION = "appropriation"
    COMPETENCE = "competence"
    COMMUNICATION = "communication"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
