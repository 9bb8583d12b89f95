"""What the verifier finds wrong in a record, in the words of the page: one sentence for each part, by its code.

The verifier itself says it in English, for it is handed out alone; the path to a part is the record's own spelling.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.selection.lottery.asked import FaultFound

FAULTS = {
    "schema": lazy_gettext("Filen er ikke en protokol af den slags, som kontrollen kender."),
    "shape": lazy_gettext("En del mangler, eller den har en anden form end i beskrivelsen."),
    "keys": lazy_gettext("Der står noget, som ikke er i beskrivelsen, og som ingen derfor kan kontrollere."),
    "commitment": lazy_gettext("Fingeraftrykket passer ikke til listen: den er ændret, siden det blev lavet."),
    "types": lazy_gettext("Holdene af enheder, der står lige, er ikke i orden, eller en enhed står to gange."),
    "appointed": lazy_gettext(
        "De, der er udpeget, passer ikke til listen, eller begrundelsen er ikke en af dem, der findes."
    ),
    "year": lazy_gettext("Årets liste passer ikke til de indstillinger og hensyn, den er lavet af."),
    "rows": lazy_gettext("Et hensyn eller antallet af pladser er ikke skrevet, som det skal være."),
    "tickets": lazy_gettext("Numrene er ikke en million i alt, eller en linje har intet nummer."),
    "panels": lazy_gettext("En linje i listen står ikke i rækkefølge, eller den har flere, end der er."),
    "quotas": lazy_gettext("En linje i listen holder ikke alle hensyn."),
    "chances": lazy_gettext("En chance er en anden, end listens numre gør den til."),
    "cap": lazy_gettext("En chance er højere, end nogen må have."),
    "min": lazy_gettext("Den mindste chance blandt dem, der har en, er en anden."),
    "min_all": lazy_gettext("Den mindste chance blandt alle er en anden."),
    "max": lazy_gettext("Den højeste chance er en anden."),
    "certificate": lazy_gettext("Beviset er ikke skrevet, som det skal være, eller det handler om andre."),
    "bound": lazy_gettext("Beviset viser en anden grænse for den mindste chance."),
    "proven": lazy_gettext("Der står, at listen er bevist, og det er den ikke, eller omvendt."),
    "value": lazy_gettext("Tallet er ikke skrevet, som det tæller."),
    "ticket": lazy_gettext("Tallet giver et andet nummer."),
    "panel": lazy_gettext("Nummeret er slået forkert op: det hører til en anden linje."),
    "chosen": lazy_gettext("Listen og tallet giver andre valgte."),
    "reserves": lazy_gettext("Listen og tallet giver andre reserver, eller en anden rækkefølge."),
    "withdrawals": lazy_gettext("Et afbud er gået til en anden end den reserve, der skulle have pladsen."),
    "making": lazy_gettext("Det kommer anderledes ud, når listen laves igen af det, den er lavet af."),
}


def say_fault(fault: FaultFound) -> str:
    """Where in the file it stands, and what does not hold."""
    return _("Linje %(line)s: %(sentence)s", line=fault.line, sentence=FAULTS[fault.code])
