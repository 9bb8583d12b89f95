"""What last year's six dialogues taught."""

from __future__ import annotations

from app.insights.domain import About, ChainLink, Tone
from demonstration.story.said import CITIZENS, EMPLOYEES, ORGANISATION, Learnt

INSIGHTS: tuple[Learnt, ...] = (
    Learnt(
        "ask-on-the-way",
        "Man får mest at vide ved at spørge undervejs, mens det endnu kan laves om.",
        Tone.WORKS,
        1,
        CITIZENS,
        chain=ChainLink.PROCESS,
    ),
    Learnt(
        "few-goals",
        "Mange mål, der er lette at tælle, tager pladsen fra de få, der betyder noget.",
        Tone.BARRIER,
        1,
        ORGANISATION,
        chain=ChainLink.RESOURCE,
    ),
    Learnt(
        "seen-by-themselves",
        "Når de, der gør arbejdet, selv ser virkningen, holder de fast i det nye.",
        Tone.WORKS,
        1,
        EMPLOYEES,
        chain=ChainLink.RESULT,
    ),
    Learnt(
        "effect-in-ten-years",
        "Hvordan viser vi virkningen af noget, der først kan ses om mange år?",
        Tone.QUESTION,
        1,
        ORGANISATION,
        chain=ChainLink.EFFECT,
    ),
    Learnt(
        "plans-apart",
        "Den samme borger har flere planer hos os, og de kender ikke hinanden.",
        Tone.BARRIER,
        2,
        CITIZENS,
    ),
    Learnt(
        "close-by",
        "Samarbejdet lykkes, hvor der er kort vej til den anden: samme gang, fast dag eller et nummer.",
        Tone.WORKS,
        2,
        ORGANISATION,
    ),
    Learnt(
        "may-i-answer",
        "Medarbejderne ved ikke, hvad de må love, og tager svaret med hjem.",
        Tone.BARRIER,
        2,
        EMPLOYEES,
    ),
    Learnt(
        "one-place-to-write",
        "Når flere følger den samme borger, mangler der ét sted at skrive og finde det skrevne.",
        Tone.WISH,
        2,
        ORGANISATION,
    ),
    Learnt(
        "no-time-to-try",
        "Det lærte bliver liggende, når der ikke er tid til at prøve det af sammen.",
        Tone.BARRIER,
        3,
        ORGANISATION,
    ),
    Learnt(
        "learn-from-wrong",
        "Vi vil gerne lære af det, der gik skævt, hvis det kan lægges frem uden at ramme nogen.",
        Tone.WISH,
        3,
        EMPLOYEES,
    ),
    Learnt(
        "new-eyes",
        "Nye kolleger ser det, vi andre er holdt op med at se.",
        Tone.WORKS,
        3,
        EMPLOYEES,
    ),
    Learnt(
        "read-aloud",
        "Ledetråden når frem, når den er så kort, at den kan læses højt.",
        Tone.WISH,
        about=About.FORM,
    ),
    Learnt(
        "questions-used",
        "Det er spørgsmålene, der bliver taget i brug.",
        Tone.WORKS,
        about=About.FORM,
    ),
    Learnt(
        "tell-us-after",
        "De, der bliver spurgt, vil vide, hvad svarene blev brugt til.",
        Tone.WISH,
        about=About.PROCESS,
    ),
    Learnt(
        "not-a-check",
        "Indkaldelsen skal sige tydeligere, at dialogen ikke er en kontrol.",
        Tone.WISH,
        about=About.PROCESS,
    ),
)
