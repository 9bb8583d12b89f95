"""What comes to the secretariat's mailbox: answers of calendars, and what people write. Made up, like all of it.

Each mail is named by what the inbox makes of it; the words say that they are made up, also where a mail is read alone.
"""

from __future__ import annotations

from dataclasses import dataclass

MADE_UP = "(Opdigtet mail i en demonstration.)"
PRIVATE, OTHER_MAILBOX, UNKNOWN = "example.com", "raadhus.example.dk", "souschef@example.com"


@dataclass(frozen=True)
class Note:
    """A mail's subject, and what stands in it."""

    subject: str
    text: str


ANSWERED = Note("Accepteret: Strategisk drøftelse", "Fint med det nye lokale.")
PROPOSED = Note(
    "Nyt tidspunkt foreslået: Strategisk drøftelse",
    "Når tiden alligevel skal findes om: dagen efter passer os bedst, så er hele ledelsen her.",
)
FROM_HOME = Note("Accepteret: Strategisk drøftelse", "Sendt fra min egen telefon, men jeg kommer.")
FROM_OTHER = Note("Accepteret: Strategisk drøftelse", "")
PASSED_ON = Note("Videresendt: Strategisk drøftelse", "Jeg er på kursus den dag. Min souschef kan komme i stedet.")
WRAPPED = Note("Accepteret: Strategisk drøftelse", "Vi glæder os.")
ASKED = Note(
    "Spørgsmål om dialogen",
    "Hej\n\nMå vi tage vores praktikant med, når vi kommer? Hun skriver opgave om ledetråden og siger ikke noget.\n\n"
    "Venlig hilsen",
)
FOR_ANOTHER = Note(
    "Vi kommer som aftalt",
    "Hej\n\nMin leder er syg i dag og har bedt mig svare: vi kommer som aftalt, begge to.\n\n"
    "Venlig hilsen\nSanne Ørbæk",
)
UNDELIVERED = Note("Undeliverable: mail", "The mail could not be passed on. Reason: see your administrator.")
AWAY = Note("Automatisk svar: Strategisk drøftelse", "Jeg er på ferie og læser mails igen på mandag.")
