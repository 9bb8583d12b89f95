"""What this year's dialogues have taught so far. The last two of them have no fate yet."""

from __future__ import annotations

from app.insights.domain import About, ChainLink, Tone
from demonstration.story.said import CITIZENS, EMPLOYEES, ORGANISATION, Learnt

INSIGHTS: tuple[Learnt, ...] = (
    Learnt(
        "ask-short",
        "At spørge undervejs er blevet en vane, hvor spørgsmålet er kort og svaret bliver brugt.",
        Tone.WORKS,
        1,
        CITIZENS,
        chain=ChainLink.PROCESS,
    ),
    Learnt(
        "old-reports",
        "Tre mål er til at holde, men de gamle indberetninger kører videre ved siden af.",
        Tone.BARRIER,
        1,
        ORGANISATION,
        chain=ChainLink.RESOURCE,
    ),
    Learnt(
        "written-down",
        "Når det er skrevet ned, hvad man må, giver medarbejderne svar på stedet.",
        Tone.WORKS,
        2,
        EMPLOYEES,
    ),
    Learnt(
        "hour-falls",
        "Timen til at prøve det nye er den første, der ryger, når der mangler hænder.",
        Tone.BARRIER,
        3,
        ORGANISATION,
    ),
    Learnt(
        "asked-twice",
        "Nye kolleger siger, hvad de undrer sig over, når nogen for alvor spørger.",
        Tone.WORKS,
        3,
        EMPLOYEES,
    ),
    Learnt(
        "who-holds-the-pen",
        "Én plan hjælper først, når det er aftalt, hvem der fører pennen.",
        Tone.BARRIER,
        2,
        CITIZENS,
    ),
    Learnt(
        "something-to-hang-up",
        "Ledetråden bliver husket, når den findes som noget, man kan hænge op.",
        Tone.WISH,
        about=About.FORM,
    ),
)

OPEN = ("who-holds-the-pen", "something-to-hang-up")
"""These wait for somebody to decide what becomes of them."""
