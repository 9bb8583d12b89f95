"""Words of the dialogues: kinds of passage, states of a note, answers to the minutes; the rules and the refusals."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import Enum

from app.domain import N_, Refused

QUIET = dt.timedelta(minutes=5)
DAYS_TO_ANSWER = 10
DAYS_AFTER_DEADLINE = 30
DAYS_BEFORE_DEADLINE = 3
"""So many working days before the deadline a head who has not answered is reminded."""

STEPS = range(1, 6)
"""The scale on which an institution may place itself on a theme."""

LONGEST = 10_000
LONGEST_TITLE = 200


class PassageKind(Enum):
    """OWN notes never leave the secretariat and the directorate."""

    MINUTES = "minutes"
    OWN = "own"


class Forum(Enum):
    """Where the guidance is talked about besides the six dialogues."""

    DIRECTORATE = "directorate"
    HEADS_FORUM = "heads-forum"
    LEADERS_GROUP = "leaders-group"
    COMMITTEE = "committee"
    OTHER = "other"


class DocumentKind(Enum):
    """The kinds of file in which an annual plan may be handed in, told by their content."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"


class NoteState(Enum):
    """OPEN is being written; ASKED lies with the institution; the rest is what it answered.

    Nobody is asked about a discussion in another forum: CONFIRMED says that it has been read through.
    """

    OPEN = "open"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class ConfirmationAnswer(Enum):
    """What the institution can answer to its minutes."""

    RIGHT = "right"
    CORRECTION = "correction"


class Keep(Enum):
    """What a person can choose where two texts met: the late one, the one that stands, or both as two passages."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Somebody who was asked to the meeting or came along. Whom the head brings has no account."""

    name: str
    title: str = ""
    came: bool = True
    remark: str = ""
    person_id: int | None = None


def attendance_seal(attendees: Iterable[Attendee]) -> str:
    """A short mark of a list of who came, so that a form can say which one it was made from."""
    return hashlib.sha256(repr([astuple(one) for one in attendees]).encode()).hexdigest()[:16]


def may_write(state: NoteState, kind: PassageKind) -> bool:
    """Minutes are not changed while they lie with the institution, nor after it said yes; own notes always are."""
    return kind is PassageKind.OWN or state in (NoteState.OPEN, NoteState.DISPUTED)


def may_overwrite(
    *, author_id: int | None, saved_at: dt.datetime, closed_at: dt.datetime | None, by_id: int | None, now: dt.datetime
) -> bool:
    """Whether a save goes into the revision that stands: its own author, still open, quiet for less than 5 minutes."""
    return closed_at is None and author_id == by_id and now - saved_at < QUIET


class StaleText(Refused):
    """Somebody else saved first. Both texts are kept; `theirs` and `revision` say what stands now."""

    code = "stale-text"
    sentence = N_("%(name)s har rettet samme afsnit imens. Begge tekster er gemt – vælg den, der skal stå.")


class NotForMinutes(Refused):
    """A CPR number has no place in minutes."""

    code = "not-for-minutes"
    status = 422
    sentence = N_("Afsnittet ligner et CPR-nummer. Skriv det uden, så er det gemt.")


class PersonnelMatter(Refused):
    """What concerns one person's employment or health is handled elsewhere: minutes can be asked for by anybody."""

    code = "personnel-matter"
    status = 422
    sentence = N_(
        "“%(word)s” sammen med “%(who)s” ligner en personalesag. Skriv det, så ingen kan kendes, så er det gemt."
    )


class PassageTooLong(Refused):
    """A passage is what was said about one thing; a longer text stays in its field until it is divided."""

    code = "passage-too-long"
    status = 422
    sentence = N_("Afsnittet er for langt: højst %(most)s tegn. Del det i flere, så er det gemt.")


class EmptyPassage(Refused):
    """A passage says something, or it is removed."""

    code = "empty-passage"
    status = 422
    sentence = N_("Afsnittet er tomt. Skriv et par ord, eller slet det.")


class AttendanceChanged(Refused):
    """Somebody else mended the list of who came while this one was open."""

    code = "attendance-changed"
    sentence = N_("En anden har rettet fremmødet imens. Dine rettelser står her stadig – se på dem, og gem igen.")


class PassageElsewhere(Refused):
    """A passage keeps its note for life; an id that comes back with another note is a mistake of the browser's."""

    code = "passage-elsewhere"
    sentence = N_("Afsnittet hører til et andet referat. Genindlæs siden, og skriv det igen.")


class KindsDiffer(Refused):
    """Own notes and minutes are never merged: the former would follow the latter out of the house."""

    code = "kinds-differ"
    sentence = N_("Egne noter og referat kan ikke slås sammen.")


class NotHeld(Refused):
    """Nobody is asked about the minutes of a meeting that has not been held."""

    code = "not-held"
    sentence = N_("Dialogen er ikke holdt endnu. Markér den som holdt, før du spørger lederen.")


class NothingToRead(Refused):
    """There must be minutes before somebody is asked about them, or they are closed."""

    code = "nothing-to-read"
    sentence = N_("Referatet er tomt. Skriv mindst ét afsnit først.")


class NoHead(Refused):
    """The register knows nobody who could be asked."""

    code = "no-head"
    sentence = N_("%(institution)s har ingen leder i registeret. Tilføj lederen, så kan du spørge.")


class DeadlineTooEarly(Refused):
    """People are given at least until tomorrow."""

    code = "deadline-too-early"
    status = 422
    sentence = N_("Svarfristen skal ligge efter i dag.")


class NoTitle(Refused):
    """Words are named by who said them, so a discussion has a name, and a short one."""

    code = "no-title"
    status = 422
    sentence = N_("Giv drøftelsen en titel på højst %(most)s tegn.")


class NotesUnreadable(Refused):
    """A file that is neither Word nor Markdown, or is broken."""

    code = "notes-unreadable"
    status = 422
    sentence = N_("Filen kan ikke læses. Gem den som Word (.docx) eller Markdown (.md, UTF-8), og prøv igen.")


class NotesEmpty(Refused):
    """A file without a word in it."""

    code = "notes-empty"
    status = 422
    sentence = N_("Der er ingen tekst i filen.")


class NotesTooLong(Refused):
    """A file with more points than a meeting has."""

    code = "notes-too-long"
    status = 422
    sentence = N_("Filen er for lang: højst %(most)s afsnit. Del den, og læs delene ind hver for sig.")


class LineRefused(Refused):
    """One line of a file may not be kept, so nothing of the file is. `begins` tells the line, digits covered."""

    code = "line-refused"
    status = 422
    sentence = N_("Intet er læst ind. Linje %(line)s (“%(begins)s”): %(why)s")


class NotAsked(Refused):
    """Told to the secretariat: nobody can be reminded of, or answer, what does not lie with her."""

    code = "minutes-not-asked"
    sentence = N_("Referatet ligger ikke hos lederen lige nu. Send det først.")


class MinutesTakenBack(Refused):
    """Told to the head: the minutes were taken back after the link went out, and what it showed is being changed."""

    code = "minutes-taken-back"
    sentence = N_("Sekretariatet er ved at rette referatet. Du får en ny mail, når det er klar.")


class CorrectionWithoutWords(Refused):
    """A correction says what is wrong."""

    code = "correction-without-words"
    status = 422
    sentence = N_("Skriv, hvad der skal rettes. Et par ord er nok.")


class YesWithWords(Refused):
    """Yes means as it stands; whoever has written something beside it is asked which of the two she means."""

    code = "yes-with-words"
    status = 422
    sentence = N_("Du har skrevet en bemærkning. Tryk “Jeg har en rettelse”, eller slet bemærkningen først.")


class AlreadyAnswered(Refused):
    """The minutes were confirmed; a later correction is made by the secretariat and asked about again."""

    code = "already-answered"
    sentence = N_("Referatet er allerede besvaret. Skriv til sekretariatet, hvis noget skal rettes.")


class NothingToSettle(Refused):
    """Only an open correction is settled: a late click must not open what was confirmed meanwhile."""

    code = "nothing-to-settle"
    sentence = N_("Der er ingen rettelse, der venter på at blive afklaret.")


class NoSuchStep(Refused):
    """The scale has five steps."""

    code = "no-such-step"
    status = 422
    sentence = N_("Vælg et af de fem trin, eller lad være.")


class NothingRemarked(Refused):
    """Only a remark that stands open is settled."""

    code = "nothing-remarked"
    sentence = N_("Der er ingen bemærkning til afsnittet, der venter på at blive afklaret.")


class NoteClosed(Refused):
    """Words that lie with the institution, or are confirmed, are not changed under its eyes."""

    code = "note-closed"
    sentence = N_("Referatet ligger hos institutionen eller er bekræftet. Hent det tilbage, før du retter.")


class BriefingMissing(Refused):
    """There is nothing to tell the directors of yet."""

    code = "briefing-missing"
    sentence = N_("Briefingen er ikke skrevet endnu.")


class AgendaMissing(Refused):
    """An agenda is prepared before it is sent."""

    code = "agenda-missing"
    sentence = N_("Dagsordenen er ikke lavet endnu. Lav den, før du sender den.")


class AgendaSent(Refused):
    """Each is sent the agenda once; the link shows it as it stands."""

    code = "agenda-sent"
    sentence = N_("Alle har fået dagsordenen. Linket i mailen viser den, som den er nu.")


class NotAgreed(Refused):
    """An agenda is for a meeting that has a time and lies ahead."""

    code = "not-agreed"
    sentence = N_("Mødet har ikke en aftalt tid, der ligger foran os. Dagsordenen er ikke sendt.")


class PlanMissing(Refused):
    """Nothing was handed in."""

    code = "plan-missing"
    status = 422
    sentence = N_("Vælg en fil, eller skriv et link til jeres årsplan.")


class PlanInTwoPlaces(Refused):
    """A file and a link at once: which of them counts?"""

    code = "plan-in-two-places"
    status = 422
    sentence = N_("Du har både valgt en fil og skrevet et link. Vælg det ene.")


class LinkNotWeb(Refused):
    """A link leads to a page of the web, and to nothing else that a browser can open."""

    code = "link-not-web"
    status = 422
    sentence = N_("Linket skal være en adresse på nettet, der begynder med https:// eller http://.")


class DocumentUnknown(Refused):
    """What a file is stands in its content, whatever its name says."""

    code = "document-unknown"
    status = 422
    sentence = N_("Filen er hverken PDF, Word (.docx) eller OpenDocument (.odt). Gem den som PDF, og prøv igen.")


class DocumentTooLarge(Refused):
    """Larger than anybody reads before a meeting."""

    code = "document-too-large"
    status = 413
    sentence = N_("Filen er for stor. Den må højst fylde 20 MB.")


class DocumentWithMacros(Refused):
    """A document that brings programs along is not handed on."""

    code = "document-with-macros"
    status = 422
    sentence = N_("Filen har makroer (små programmer) i sig. Gem den som PDF, og prøv igen.")


class TooManyLines(Refused):
    """Three lines and three questions are read in four minutes; more are not."""

    code = "too-many-lines"
    status = 422
    sentence = N_("Højst tre spørgsmål og tre linjer, så kan siden læses på fire minutter.")


class LineTooLong(Refused):
    """A briefing is one page."""

    code = "line-too-long"
    status = 422
    sentence = N_("“%(start)s …” er for langt. Højst %(most)s tegn.")
