"""The guidance that last year's dialogues talked about: written before this system, and taken over as it stood."""

from __future__ import annotations

from demonstration.story.said import CITIZENS, EMPLOYEES, ORGANISATION, GuidanceText, Line, ThemeText

GUIDANCE_BEFORE = GuidanceText(
    introduction=Line(
        "Byrådet bestemmer, hvad kommunen skal. Hvordan det bliver til noget, bestemmer I en stor del af. I ledetråden "
        "skriver vi i direktionen, hvad vi beder alle om at holde øje med imens. Vi giver få råd og stiller nogle "
        "spørgsmål, for svarene findes hos jer."
    ),
    themes=(
        ThemeText(
            title="Virkning, der kan mærkes",
            summary="Det tæller, når nogen uden for rådhuset kan mærke det.",
            messages={
                CITIZENS: Line("Borgerne kan mærke, at vi har været der, også når der er gået et halvt år."),
                ORGANISATION: Line("Vi sætter mål, vi kan følge, og samler op på dem midt på året."),
                EMPLOYEES: Line("Medarbejderne kender målet med deres arbejde og ved, hvordan det går."),
            },
            questions=(
                Line("Hvad har en borger fået ud af jeres arbejde i den seneste måned?"),
                Line("Hvilket af jeres mål ville I savne, hvis det blev strøget?"),
            ),
        ),
        ThemeText(
            title="Sammen om den enkelte",
            summary="Borgeren har ét liv, også når vi er flere om at hjælpe.",
            messages={
                CITIZENS: Line("Borgerne møder én kommune, selv om vi er mange bag den."),
                ORGANISATION: Line("Centre og institutioner tager fat i hinanden tidligt i de sager, de er fælles om."),
                EMPLOYEES: Line("Medarbejderne kender dem, de arbejder sammen med, og bruger hinandens viden."),
            },
            questions=(
                Line(
                    "Hvem er I oftest fælles med om en borger, og hvornår talte I sidst sammen uden en sag på bordet?"
                ),
                Line("Hvad ved borgeren, som I ikke har fået fortalt hinanden?"),
            ),
        ),
        ThemeText(
            title="Faglighed i fællesskab",
            summary="Vi bliver dygtigere sammen end hver for sig.",
            messages={
                CITIZENS: Line("Borgerne møder dygtige medarbejdere, der kan forklare, hvad de gør."),
                ORGANISATION: Line("Alle arbejdspladser har en plan for, hvordan ny viden bliver delt."),
                EMPLOYEES: Line("Medarbejderne kan udvikle deres faglighed gennem hele arbejdslivet."),
            },
            questions=(
                Line("Hvad har I lært af hinanden det seneste halve år?"),
                Line("Hvornår er det trygt hos jer at sige, at noget ikke lykkedes?"),
            ),
        ),
    ),
)
"""Its themes have no forerunners: nothing is entered of the years between 2017 and it."""
