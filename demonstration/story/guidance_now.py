"""The guidance in force: what last year's six dialogues became. Each line names the insights that it is based on."""

from __future__ import annotations

from app.cycle.domain import Lineage
from app.guidance.domain import FateKind
from demonstration.story.said import CITIZENS, EMPLOYEES, ORGANISATION, Became, GuidanceText, Line, ThemeText

GUIDANCE_NOW = GuidanceText(
    introduction=Line(
        "I foråret talte vi med seks institutioner og centre. De fortalte, at viljen til at skabe virkning er der, men "
        "at meget af tiden går med at tælle noget andet. At samarbejdet bor i de få skridt hen til en kollega. Og at "
        "det, man har lært, skal prøves af sammen, før det bliver hængende. Seks samtaler er ikke hele kommunen, men "
        "de pegede samme vej, og vi har skrevet efter det, de sagde. Vi har også gjort ledetråden så kort, at den kan "
        "læses højt.",
        ("read-aloud", "few-goals", "close-by", "no-time-to-try"),
        "Vi har også gjort ledetråden så kort, at den kan læses højt.",
    ),
    themes=(
        ThemeText(
            title="Virkning, der kan mærkes",
            summary="Det tæller, når nogen uden for rådhuset kan mærke det.",
            messages={
                CITIZENS: Line(
                    "Vi spørger borgeren undervejs, mens der endnu er tid til at gøre det anderledes.",
                    ("ask-on-the-way",),
                ),
                ORGANISATION: Line(
                    "Hver arbejdsplads vælger højst tre mål og følger dem til dørs. De øvrige holder vi op med at "
                    "følge.",
                    ("few-goals",),
                ),
                EMPLOYEES: Line(
                    "De, der gør arbejdet, ser selv, hvad det blev til, og viser det til hinanden.",
                    ("seen-by-themselves",),
                ),
            },
            questions=(
                Line(
                    "Hvornår har I sidst lavet noget om, fordi en borger sagde det, mens I var i gang?",
                    ("ask-on-the-way", "questions-used"),
                ),
                Line("Hvilket tal ville ingen savne, hvis I holdt op med at samle det ind?", ("few-goals",)),
            ),
            forerunners=((1, Lineage.CONTINUED),),
        ),
        ThemeText(
            title="Én plan, flere hænder",
            summary="Når flere hjælper den samme, ser vi på den samme plan.",
            messages={
                CITIZENS: Line(
                    "Den, der får hjælp fra flere af os, har én plan. Alle vi andre skriver i den.", ("plans-apart",)
                ),
                ORGANISATION: Line(
                    "Vi lægger os tæt på dem, vi deler borgere med: samme gang, samme dag eller samme telefonnummer.",
                    ("close-by",),
                ),
                EMPLOYEES: Line(
                    "Du må give et svar på mødet. Din leder har på forhånd sagt, hvor langt du kan gå.",
                    ("may-i-answer",),
                ),
            },
            questions=(
                Line("Hvilke planer har borgeren liggende, som I ikke har læst?", ("plans-apart",)),
                Line("Hvad må en medarbejder hos jer love uden at spørge først?", ("may-i-answer", "questions-used")),
            ),
            forerunners=((2, Lineage.DEVELOPED),),
        ),
        ThemeText(
            title="Lære af hverdagen",
            summary="Det, vi lærer, bliver først til noget, når vi prøver det sammen.",
            messages={
                CITIZENS: Line(
                    "Borgerne møder medarbejdere, der tør sige: Det gik ikke, som det skulle, og det gør vi nu.",
                    ("learn-from-wrong",),
                ),
                ORGANISATION: Line(
                    "Når nogen har lært noget nyt, er der inden fire uger sat en time af til at prøve det med de "
                    "andre.",
                    ("no-time-to-try",),
                ),
                EMPLOYEES: Line("Nye kolleger bliver spurgt, hvad der undrer dem, og får svar.", ("new-eyes",)),
            },
            questions=(
                Line("Hvad gik skævt hos jer i år, og hvem har lært af det?", ("learn-from-wrong",)),
                Line("Hvad skal I holde op med for at få tid til at lære?"),
            ),
            forerunners=((3, Lineage.DEVELOPED),),
        ),
    ),
    fates=(
        Became(
            "one-place-to-write",
            FateKind.PASSED_ON,
            "Det afgøres, når de tre fagsystemer skal i udbud. Centret samler ønskerne og skriver til jer.",
            "Center for Borgere og Data",
        ),
        Became(
            "effect-in-ten-years",
            FateKind.NOT_THIS_YEAR,
            "Spørgsmålet er godt, og vi har ikke et kort svar. Vi tager det med, når børnepolitikken bliver "
            "skrevet om.",
        ),
        Became(
            "tell-us-after",
            FateKind.PASSED_ON,
            "Fra i år får hver af de seks et brev om, hvad der blev af deres ord.",
            "Direktionssekretariatet",
        ),
        Became(
            "not-a-check",
            FateKind.PASSED_ON,
            "Det står nu i de første linjer af indkaldelsen.",
            "Direktionssekretariatet",
        ),
    ),
)

ITEM_NUMBER = "4"
"""The item on the directorate's agenda under which it was adopted."""
