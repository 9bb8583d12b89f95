"""Words of the communication: channels, the parts of the committee paper, how a sentence grows stale; the refusals."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from app.domain import N_, Refused


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


class Part(Enum):
    """The parts of a committee paper in their order; the heading "case" holds four of them."""

    PURPOSE = "purpose"
    CAME_ABOUT = "came-about"
    THEMES = "themes"
    ACTION = "action"
    ECONOMY = "economy"
    APPROPRIATION = "appropriation"
    COMPETENCE = "competence"
    COMMUNICATION = "communication"
    RECOMMENDATION = "recommendation"


HEADING_OF: Final[Mapping[Part, Heading]] = {
    Part.PURPOSE: Heading.DECISION_THEME,
    Part.CAME_ABOUT: Heading.CASE,
    Part.THEMES: Heading.CASE,
    Part.ACTION: Heading.CASE,
    Part.ECONOMY: Heading.CASE,
    Part.APPROPRIATION: Heading.APPROPRIATION,
    Part.COMPETENCE: Heading.COMPETENCE,
    Part.COMMUNICATION: Heading.COMMUNICATION,
    Part.RECOMMENDATION: Heading.RECOMMENDATION,
}

ROOM_OF_A_PART, OWN_WORDS_FROM = 1_000, 900
"""Positions: each part has its thousand, and what a person has written by herself stands last in it."""

STOP_WITHIN: Final = dt.timedelta(minutes=5)
"""So long a mail to the whole managers' circle waits in the outbox, and can be stopped."""

LONGEST_AUDIENCE, LONGEST_TEXT, LONGEST_LINK = 200, 20_000, 500


def first_position(part: Part) -> int:
    """Where a part begins."""
    return list(Part).index(part) * ROOM_OF_A_PART


def part_at(position: int) -> Part:
    """The part that a position lies in."""
    return list(Part)[position // ROOM_OF_A_PART]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened, was decided or is planned, and that the paper tells: `source` names it, for ever."""

    source: str
    part: Part
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """ "discussion" of "discussion:12"."""
        return kind_of(self.source)


def kind_of(source: str) -> str:
    """The source without the number of the thing."""
    return source.partition(":")[0]


class Standing(Enum):
    """How a sentence of the paper stands to the fact that it was made from."""

    OWN = "own"
    TRUE = "true"
    CHANGED = "changed"
    GONE = "gone"


def standing(source: str | None, data: Mapping[str, Any], today: Mapping[str, Fact]) -> Standing:
    """A sentence whose fact is another now, or no longer there, is stale; a person's own rests on none."""
    if source is None:
        return Standing.OWN
    fact = today.get(source)
    if fact is None:
        return Standing.GONE
    return Standing.TRUE if fact.data == data else Standing.CHANGED


def seal(thing: object) -> str:
    """A short mark of a text or of facts: what a page showed, told when its form comes back."""
    written = json.dumps(thing, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def fit_link(text: str) -> str:
    """The address of a page, or nothing. Raises LinkUnfit."""
    link = text.strip()
    if link and (len(link) > LONGEST_LINK or not link.isprintable() or not link.startswith(("https://", "http://"))):
        raise LinkUnfit()
    return link


class TextsNotReady(Refused):
    """Mail, portal text and slides are made of what was published."""

    code = "texts-not-ready"
    sentence = N_("Ledetråd %(year)s er ikke udsendt endnu. Teksterne bliver skrevet af det, der er udsendt.")


class PlanExists(Refused):
    """The proposal is taken once; after that the rows are a person's."""

    code = "plan-exists"
    sentence = N_("Planen er allerede lagt. Ret eller tilføj rækker i den.")


class TextTooLong(Refused):
    """No mail and no paper needs so much."""

    code = "text-too-long"
    status = 422
    sentence = N_("Teksten er for lang: højst %(most)s tegn.")


class NotAMail(Refused):
    """Only the rows that go by mail are sent from here."""

    code = "not-a-mail"
    sentence = N_("Rækken bliver ikke sendt med mail. Skriv den som gjort, når den er det.")


class AlreadySent(Refused):
    """A mail to so many is sent once."""

    code = "already-sent"
    sentence = N_("Mailen er sendt. Den bliver ikke sendt igen, og rækken kan ikke ændres.")


class NobodyToSend(Refused):
    """There is nobody who could get it."""

    code = "nobody-to-send"
    sentence = N_("Der er ingen at sende til endnu.")


class TooLateToStop(Refused):
    """Some of it may have been read already."""

    code = "too-late-to-stop"
    sentence = N_("Mailen er gået og kan ikke stoppes.")


class CourseTimes(Refused):
    """A course ends after it has begun."""

    code = "course-times"
    status = 422
    sentence = N_("Kurset kan ikke slutte, før det begynder.")


class CourseAhead(Refused):
    """Nobody has come to what has not begun."""

    code = "course-ahead"
    sentence = N_("Kurset er ikke begyndt endnu. Skriv bagefter, hvem der kom.")


class LinkUnfit(Refused):
    """What stands in a mail as a link must be one."""

    code = "link-unfit"
    status = 422
    sentence = N_("Skriv linket helt ud, for eksempel https://example.dk/kursus.")


class CourseCalledOff(Refused):
    """People have been told that it is off; who takes it up again enters a new one."""

    code = "course-called-off"
    sentence = N_("Kurset er aflyst. Opret et nyt, hvis det skal holdes alligevel.")


class CourseBegun(Refused):
    """What has begun is not called off."""

    code = "course-begun"
    sentence = N_("Kurset er begyndt, så det kan ikke aflyses.")


class CourseUntold(Refused):
    """There is nobody to tell."""

    code = "course-untold"
    sentence = N_("Ingen har fået kurset at vide, så der er ingen at aflyse over for. Fjern det i stedet.")


class CourseInvited(Refused):
    """People have it in their calendars."""

    code = "course-invited"
    sentence = N_("Der er sendt invitationer til kurset, så det kan ikke fjernes. Ret eller aflys det i stedet.")


class PlaceInvited(Refused):
    """She has it in her calendar."""

    code = "place-invited"
    sentence = N_("%(name)s er inviteret og bliver stående. Skriv efter kurset, hvem der kom.")


class PaperMissing(Refused):
    """Nobody has begun on it."""

    code = "paper-missing"
    status = 404
    sentence = N_("Sagen om Ledetråd %(year)s er ikke skrevet endnu.")


class PaperExists(Refused):
    """A guidance has one paper."""

    code = "paper-exists"
    sentence = N_("Sagen er allerede skrevet. Forny den i stedet.")


class PaperClosed(Refused):
    """What the committee has decided on is not written anew."""

    code = "paper-closed"
    sentence = N_("%(committee)s har truffet sin beslutning, så sagen ligger fast.")


class SentenceChanged(Refused):
    """Another has changed the sentence since the page was shown."""

    code = "sentence-changed"
    sentence = N_("En anden har rettet sætningen imens. Den står på siden nu; ret den igen, hvis det er nødvendigt.")


class SentenceFixed(Refused):
    """What was made from a fact is emptied rather than removed, so that it does not come again by itself."""

    code = "sentence-fixed"
    sentence = N_("Sætningen er skrevet af årets gang. Tøm den i stedet, så kommer den ikke med i sagen.")


class WordsMissing(Refused):
    """An empty sentence says nothing."""

    code = "words-missing"
    status = 422
    sentence = N_("Skriv, hvad der skal stå.")


class DecisionAhead(Refused):
    """Nothing has been decided on a day that has not come."""

    code = "decision-ahead"
    status = 422
    sentence = N_("Beslutningen kan ikke være truffet på en dag, der ikke er kommet endnu.")
