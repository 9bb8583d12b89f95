"""What comes before a meeting: the annual plan, the institution's own wishes, and the secretariat's briefing.

Invented throughout. By kind of unit, for who is drawn depends on the year.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.institutions.domain import Kind


@dataclass(frozen=True)
class Aim:
    """One aim of a plan, under the theme of the year's guidance that it takes up; `place` is where it stands."""

    title: str
    text: str
    place: str


@dataclass(frozen=True)
class Ahead:
    """Everything that is written before one meeting. Three aims, for the three themes."""

    about: str
    opening: str
    aims: tuple[Aim, Aim, Aim]
    plan_lines: tuple[str, str, str]
    questions: tuple[str, str, str]
    wishes: str


AHEAD: dict[Kind, Ahead] = {
    Kind.DAY_CARE: Ahead(
        about=(
            "Et børnehus med mange nye familier. De har bygget om i år og har fået en fælles indgang, som de selv "
            "siger har ændret mere end ventet."
        ),
        opening="Vi har tre ting, vi vil nå i år, og to, vi holder op med. Planen er skrevet sammen med huset.",
        aims=(
            Aim(
                "Forældrene kan mærke det ved lågen",
                "Vi spørger tre familier om ugen, mens de går, og laver én ting om hver måned efter det, de siger.",
                "Side 1, første mål: vi spørger ved lågen hver uge.",
            ),
            Aim(
                "Én plan for det barn, vi er flere om",
                "Vi skriver i samme plan som rådgivningen. Stuens pædagog fører pennen, så længe barnet går her.",
                "Side 1, andet mål: stuens pædagog fører pennen.",
            ),
            Aim(
                "En time til at prøve",
                "Hver torsdag morgen prøver vi én ting af. Timen står i vagtplanen og bliver talt op hvert kvartal.",
                "Side 1, tredje mål: timen torsdag morgen.",
            ),
        ),
        plan_lines=(
            "De spørger tre familier om ugen ved lågen og laver én ting om hver måned.",
            "Stuens pædagog fører pennen i den fælles plan.",
            "En time torsdag morgen er sat af til at prøve nyt.",
        ),
        questions=(
            "Hvad har I lavet om, fordi en familie sagde det ved lågen?",
            "Hvad skal der til, for at stuens pædagog kan føre pennen alene?",
            "Hvor mange af torsdagene blev det til?",
        ),
        wishes="Vi vil gerne tale om overgangen til skolen, og om hvem der svarer forældrene i ferien.",
    ),
    Kind.SCHOOL: Ahead(
        about=(
            "En skole, hvor to årgange er lagt sammen i år. Fraværet er faldet, og de vil gerne fortælle, hvad de tror,"
            " det skyldes."
        ),
        opening="Planen har tre mål. De gamle fjorten står bagest, så man kan se, hvad vi har lagt fra os.",
        aims=(
            Aim(
                "Eleverne svarer, mens timen er i gang",
                "Hver klasse har ét tegn for ja og ét for nej. Læreren skriver op, hvad der blev lavet om samme uge.",
                "Side 1, første mål: tegn midt i timen.",
            ),
            Aim(
                "En elev, en plan, en kontaktlærer",
                "Kontaktlæreren ejer planen og siger selv ja til kortere dage i op til to uger.",
                "Side 1, andet mål: kontaktlæreren ejer planen.",
            ),
            Aim(
                "Tid, der ikke kan tages",
                "Prøvetimen ligger i skemaet som en lektion. Falder den, bliver det skrevet op med en grund.",
                "Side 1, tredje mål: prøvetimen i skemaet.",
            ),
        ),
        plan_lines=(
            "Eleverne svarer med tegn midt i timen, og svarene bliver brugt samme uge.",
            "Kontaktlæreren ejer elevens plan.",
            "Prøvetimen ligger i skemaet; falder den, bliver grunden skrevet op.",
        ),
        questions=(
            "Hvad har I lavet om, fordi eleverne gjorde tegn?",
            "Hvor går grænsen for, hvad kontaktlæreren selv kan sige ja til?",
            "Hvilken grund står der oftest, når prøvetimen falder?",
        ),
        wishes="Vi vil gerne tale om de gamle indberetninger, og om elevernes egen udgave af ledetråden.",
    ),
    Kind.CENTRE: Ahead(
        about=(
            "Et center med tre teams, der har byttet medarbejdere på prøve. De har få borgere i fast forløb og mange, "
            "der kun skriver én gang."
        ),
        opening="Planen er to sider. Den ene handler om borgerne, den anden om det, vi vil holde op med.",
        aims=(
            Aim(
                "Var det til at forstå?",
                "Hvert brev slutter med ét spørgsmål. Den, der skrev brevet, læser svaret og retter skabelonen.",
                "Side 1, første mål: spørgsmålet nederst i brevet.",
            ),
            Aim(
                "Den, der begynder, fører pennen",
                "Når flere centre deler en plan, ejer den, der åbnede sagen, teksten, til noget andet er aftalt.",
                "Side 1, andet mål: hvem der ejer teksten.",
            ),
            Aim(
                "Makker fra et andet team",
                "Alle nye får en makker uden for teamet i tre måneder. Makkeren skriver op, hvad hun undrer sig over.",
                "Side 1, tredje mål: makkere på tværs.",
            ),
        ),
        plan_lines=(
            "Hvert brev slutter med: Var det til at forstå? Svaret lander hos den, der skrev.",
            "Den, der åbner sagen, ejer den fælles plan.",
            "Nye får en makker fra et andet team i tre måneder.",
        ),
        questions=(
            "Hvad har svarene på brevene fået jer til at skrive om?",
            "Hvornår er det svært at være den, der fører pennen?",
            "Hvad har makkerne undret sig over?",
        ),
        wishes="Vi vil gerne tale om, hvordan vi deler en plan med jobcentret uden at skrive et høringssvar.",
    ),
    Kind.CARE_HOME: Ahead(
        about=(
            "Et plejehjem, der har lagt måltiderne om. De har flere faste nattevagter end før og færre vikarer i "
            "weekenden."
        ),
        opening="Vi har skrevet planen, så den kan hænge i vagtstuen. Derfor er den kort.",
        aims=(
            Aim(
                "Vi spørger på sengekanten",
                "Hver beboer bliver spurgt en gang om ugen, hvad der skal være anderledes i morgen, og vi gør det.",
                "Side 1, første mål: spørgsmålet på sengekanten.",
            ),
            Aim(
                "Planen følger med",
                "Når en beboer kommer hjem fra hospitalet, har vi planen samme dag, med navn på den, der rettede.",
                "Side 1, andet mål: planen samme dag.",
            ),
            Aim(
                "Natten prøver først",
                "Nattevagterne prøver det nye af i fjorten dage, før resten af huset gør det.",
                "Side 1, tredje mål: natten prøver først.",
            ),
        ),
        plan_lines=(
            "Hver beboer bliver spurgt ugentligt: Hvad skal være anderledes i morgen?",
            "Planen følger beboeren hjem samme dag, med navn på den, der rettede.",
            "Nattevagterne prøver det nye i fjorten dage først.",
        ),
        questions=(
            "Hvad har I lavet om efter svarene på sengekanten?",
            "Hvor tit er planen der samme dag?",
            "Hvad har natten lært dagen?",
        ),
        wishes="Vi vil gerne tale om, hvem der har planen i de to uger ved indflytning.",
    ),
}

TAKES_UP_BRIEFLY = "Det står i planens første afsnit."
"""What the heads of the meetings that were held wrote of the first theme, beside the link to their plan."""

WEB_ADDRESS = "https://www.example.dk/institutioner/{number}/aarsplan"
