"""Words of the register: kinds, ownership, succession, what may be said against a row; the refusals of this room."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.domain import N_, Refused


class Kind(Enum):
    """What sort of unit it is. OTHER is named by the register's own words in `Institution.kind_words`."""

    SCHOOL = "school"
    DAY_CARE = "day-care"
    CARE_HOME = "care-home"
    CENTRE = "centre"
    OTHER = "other"


class Ownership(Enum):
    """Who owns the unit. UNKNOWN is a value: an empty field is asked about, not guessed. OTHER: state or region."""

    MUNICIPAL = "municipal"
    SELF_GOVERNING = "self-governing"
    PRIVATE = "private"
    OTHER = "other"
    UNKNOWN = "unknown"


NOT_GOVERNED = (Ownership.PRIVATE, Ownership.OTHER)
"""Whom the directorate does not govern: never chosen, and not written to as its managers. Who is UNKNOWN may be
governed, so that its head is written to; it is chosen when somebody has answered (selection)."""


def is_closed(closes: dt.date | None, day: dt.date) -> bool:
    """Whether a unit with this closing day is closed on a day: its closing day is the first."""
    return closes is not None and closes <= day


def is_open(opens: dt.date | None, closes: dt.date | None, day: dt.date) -> bool:
    """Whether a unit is there on a day: one that opens later is not yet, though it is not closed either."""
    return not is_closed(closes, day) and (opens is None or opens <= day)


class SuccessionKind(Enum):
    """How one unit came from another."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"


class Decision(Enum):
    """What a person answered to a proposal of who stands under whom."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Dimension(Enum):
    """By what the units are told apart when six are chosen; each has rules of its own (mapping/rules.py)."""

    AREA = "area"
    KIND = "kind"
    DISTRICT = "district"
    SIZE = "size"


_WAITING_LIST = re.compile(r"\bventeliste", re.IGNORECASE)


def is_pseudo(name: str) -> bool:
    """Whether a row is by its name no unit that anyone heads: a waiting list and its administration."""
    return _WAITING_LIST.search(name) is not None


_LETTERS = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|", "ü": "y"})


def alphabetical(name: str) -> str:
    """A key that sorts names as Danish does: æ, ø, å after z, and aa as å."""
    return name.casefold().replace("aa", "å").translate(_LETTERS)


STATE_REGISTER = "stil"
OWN_LIST = "own"
_STATE_NUMBER = re.compile(r"\d{6}|G\d{5}")


def register_of(key: str) -> str:
    """Which register a number belongs to: six digits (schools) and G with five (day care) are the state's."""
    return STATE_REGISTER if _STATE_NUMBER.fullmatch(key) else OWN_LIST


class Fault(Enum):
    """Why a file is not taken in. Each has a sentence that says what was expected (labels.py)."""

    NOT_TEXT = "not-text"
    SPREADSHEET = "spreadsheet"
    WRONG_FILE = "wrong-file"
    TOO_LARGE = "too-large"
    EMPTY_FILE = "empty-file"
    COLUMN_MISSING = "column-missing"
    COLUMN_TWICE = "column-twice"
    RAGGED = "ragged"
    QUOTES = "quotes"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNPRINTABLE = "unprintable"
    FORMULA = "formula"
    CELL_ERROR = "cell-error"
    NOT_A_NUMBER = "not-a-number"
    NOT_A_DATE = "not-a-date"
    NOT_A_YEAR = "not-a-year"
    NOT_YET = "not-yet"
    TWICE = "twice"
    PARENT_LOOP = "parent-loop"
    NO_SUCH_UNIT = "no-such-unit"
    SEVERAL_UNITS = "several-units"
    SEEMS_OPENED_HERE = "seems-opened-here"
    LIKE_OTHERS = "like-others"
    NOT_A_KIND = "not-a-kind"
    NOT_A_POSTCODE = "not-a-postcode"
    NOT_A_BAND = "not-a-band"
    RULE_SHAPE = "rule-shape"
    RULE_TWICE = "rule-twice"


class Doubt(Enum):
    """What a person should look at in a row that is taken in all the same."""

    KIND_UNKNOWN = "kind-unknown"
    OWNERSHIP_UNKNOWN = "ownership-unknown"
    PSEUDO = "pseudo"
    PARENT_ABSENT = "parent-absent"
    ADMINISTERED_ELSEWHERE = "administered-elsewhere"
    PLACE_NUMBER_TWICE = "place-number-twice"
    POSTCODE = "postcode"
    LIKE_A_DEPARTMENT = "like-a-department"
    CLOSED_HERE = "closed-here"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault by line and column (as the file calls it), with the value found and what was expected there."""

    fault: Fault
    line: int = 0
    column: str = ""
    value: str = ""
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One doubt about a row; `about` is the word, the number or the unit that gave rise to it."""

    doubt: Doubt
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterRow:
    """One unit as a register knows it. Empty text and None mean that the register says nothing.

    `key` is the number in `register`, as text: leading zeros stay. `municipality` administers the unit, `location` is
    where it lies. `parent_key` names the unit it is a department of, never itself; `head_key` the top of that chain.
    """

    line: int
    register: str
    key: str
    name: str
    kind: Kind
    kind_words: str
    ownership: Ownership
    municipality: str = ""
    location: str = ""
    parent_key: str = ""
    head_key: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    area: str = ""
    size: int | None = None
    pseudo: bool = False
    active: bool = True
    opened: dt.date | None = None
    closed: dt.date | None = None
    place_number: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def place(self) -> str:
        """The municipality it belongs to: who administers it, else where it lies."""
        return self.municipality or self.location


class RegisterFaulty(Refused):
    """All rows or nothing: one fault anywhere and no row is taken in. `problems` says where and what."""

    code = "register-faulty"
    status = 422
    sentence = N_("Filen er ikke læst ind, og intet er ændret. Antal fejl, der skal rettes først: %(count)s.")

    def __init__(self, *problems: Problem) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


class InstitutionUnknown(Refused):
    """A name or number that is not in the register."""

    code = "institution-unknown"
    status = 404
    sentence = N_("“%(name)s” findes ikke i registeret. Tjek stavemåden, eller indlæs registeret igen.")


class InstitutionAmbiguous(Refused):
    """Several units have this name; only the number tells them apart."""

    code = "institution-ambiguous"
    sentence = N_("Flere enheder hedder “%(name)s”. Skriv nummeret i stedet.")


class NumberTaken(Refused):
    """A number belongs to one unit."""

    code = "number-taken"
    sentence = N_("Nummeret %(number)s hører allerede til %(name)s.")


class NotAsked(Refused):
    """An answer to no question: about a row that was not asked about, or with a unit that it does not seem to be."""

    code = "number-not-asked"
    status = 422
    sentence = N_("Nummeret %(number)s er ikke et af dem, der spørges om, eller enheden er ikke en af dem, det ligner.")


class DaysInDisorder(Refused):
    """A unit cannot close before it opens."""

    code = "days-in-disorder"
    status = 422
    sentence = N_("Enheden kan ikke lukke, før den er åbnet.")


class HeadImpossible(Refused):
    """A unit cannot stand under itself, nor under one that has no head of its own."""

    code = "head-impossible"
    status = 422
    sentence = N_("%(name)s kan ikke høre under %(head)s: vælg en enhed, som selv har en leder.")


class StillLeads(Refused):
    """A unit with others under it cannot itself stand under a third."""

    code = "still-leads"
    status = 422
    sentence = N_("Andre enheder hører under %(name)s. Flyt dem først.")


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownUnit:
    """A unit as it stands: its fields by the names of the table; `head` is the number of the unit it stands under.

    `decided` are the fields that a person has settled: what a register says of them changes nothing.
    """

    id: int
    register: str
    number: str
    fields: Mapping[str, object]
    decided: frozenset[str] = frozenset()

    @property
    def closes(self) -> dt.date | None:
        """The day on which it closes, or has."""
        day = self.fields["active_to"]
        return day if isinstance(day, dt.date) else None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of one unit of which a register says otherwise."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, kw_only=True)
class ChangedUnit:
    """A unit that is there already, and what a register would change of it."""

    id: int
    row: RegisterRow
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class GoneUnit:
    """An open unit of a register, kind and municipality that the file covers, yet does not hold; closed if asked."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A new row that may be one of these units, which were opened here before the register knew them: a question."""

    row: RegisterRow
    units: tuple[KnownUnit, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterDiff:
    """What a file would do: nothing has happened yet. `remarked` are the rows that a person should look at; those that
    are `asked` about are neither new nor changed until she has said which.
    """

    new: tuple[RegisterRow, ...]
    changed: tuple[ChangedUnit, ...]
    unchanged: int
    gone: tuple[GoneUnit, ...]
    remarked: tuple[RegisterRow, ...]
    unused: tuple[str, ...]
    asked: tuple[Recognised, ...] = ()

    def counts(self) -> dict[str, int]:
        """The numbers of it, for the trail and for programs."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "gone": len(self.gone),
            "remarked": len(self.remarked),
        }
