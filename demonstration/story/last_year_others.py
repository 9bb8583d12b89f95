"""What was said last year in a care home and in two centres. Invented throughout."""

from __future__ import annotations

from app.insights.domain import Stance
from demonstration.story.said import CITIZENS, EMPLOYEES, FORM, ORGANISATION, Director, Promise, Said, Talk

RIVER_HOME = Talk(
    said=(
        Said(
            1,
            "Vi tæller bade. Beboerne tæller, hvor mange forskellige der har givet dem bad.",
            CITIZENS,
            "few-goals",
        ),
        Said(
            1,
            "Om søndagen spørger vi, hvad der var det bedste i ugen. Svarene hænger på køleskabet, og om mandagen "
            "retter vi ugen til efter dem.",
            CITIZENS,
            "ask-on-the-way",
            "om mandagen retter vi ugen til efter dem",
        ),
        Said(
            1,
            "Nattevagten lagde mærke til, at en beboer sover, når døren står på klem. Det gav os andre lyst til at "
            "lede efter flere af den slags.",
            EMPLOYEES,
            "seen-by-themselves",
            "Det gav os andre lyst til at lede efter flere af den slags.",
        ),
        Said(
            2,
            "Der ligger en plan fra hospitalet, en fra hjemmeplejen og vores egen. De er ikke enige om, hvornår dagen "
            "begynder.",
            CITIZENS,
            "plans-apart",
            "De er ikke enige om, hvornår dagen begynder.",
        ),
        Said(
            2,
            "Hos os kender planerne hinanden. Vi har haft den samme læge i huset i elleve år, og hun retter dem selv "
            "til.",
            ORGANISATION,
            "plans-apart",
            "Hos os kender planerne hinanden.",
            Stance.AGAINST,
        ),
        Said(
            2,
            "Terapeuten har kontor i samme bygning. Det betyder mere for beboernes ben end nogen samarbejdsaftale.",
            ORGANISATION,
            "close-by",
            "Det betyder mere for beboernes ben end nogen samarbejdsaftale.",
        ),
        Said(
            2,
            "Når en datter spørger, om hendes far kan blive kørt til dagcentret, skal jeg ringe tre steder hen for at "
            "få lov at sige ja.",
            EMPLOYEES,
            "may-i-answer",
            "ringe tre steder hen for at få lov at sige ja",
        ),
        Said(
            3,
            "De nye lærer det af dem, der har været her længst. Men de skynder sig, og så lærer de nye at skynde sig.",
            ORGANISATION,
            "no-time-to-try",
            "så lærer de nye at skynde sig",
        ),
        Said(
            3,
            "Vi har skrevet fald ned i årevis. I år begyndte vi at tale om dem om fredagen uden at nævne, hvem der "
            "havde vagten. Så kom der ord på.",
            EMPLOYEES,
            "learn-from-wrong",
            "uden at nævne, hvem der havde vagten",
        ),
        Said(
            FORM,
            "Aftenholdet så den aldrig. Den ligger på en side, man skal logge på for at læse, og det gør man ikke "
            "mellem to medicinrunder.",
            None,
            "read-aloud",
            "Aftenholdet så den aldrig.",
        ),
    ),
    own_notes=("Åben tone. Vær varsom i referatet: intet må kunne føres tilbage til en bestemt beboer.",),
    promises=(
        Promise(
            "Direktionen svarer på, hvem der må bevilge kørsel til dagcentret.",
            Director.CARE,
            6,
            "Plejehjemmets leder må selv bevilge kørsel to gange om ugen.",
        ),
    ),
)

JOB_CENTRE = Talk(
    said=(
        Said(
            1,
            "Vi måler, om samtalen er holdt til tiden. Vi måler ikke, om nogen gik derfra med mod på mere.",
            ORGANISATION,
            "few-goals",
        ),
        Said(
            1,
            "Vi begyndte at ringe ti dage efter første samtale og spørge: Hvad blev det til? Halvdelen kunne vi hjælpe "
            "videre med det samme.",
            CITIZENS,
            "ask-on-the-way",
            "Halvdelen kunne vi hjælpe videre med det samme.",
        ),
        Said(
            1,
            "Da sagsbehandlerne fik lov at følge ti borgere helt til dørs, holdt vi op med at diskutere, om metoden "
            "dur.",
            EMPLOYEES,
            "seen-by-themselves",
            "holdt vi op med at diskutere, om metoden dur",
        ),
        Said(
            2,
            "En mand kom ind med fire breve fra os. Fire afdelinger, fire frister, og den ene ophævede den anden.",
            CITIZENS,
            "plans-apart",
            "Fire afdelinger, fire frister, og den ene ophævede den anden.",
        ),
        Said(
            2,
            "Vi flyttede to skriveborde over til ungeteamet. Ventetiden faldt, uden at vi lavede én procedure om.",
            ORGANISATION,
            "close-by",
            "Vi flyttede to skriveborde",
        ),
        Said(
            2,
            "Mine folk spørger mig, om de må. Jeg spørger min direktør, om jeg må. Borgeren spørger ikke. Han går.",
            EMPLOYEES,
            "may-i-answer",
            "Borgeren spørger ikke. Han går.",
        ),
        Said(2, "Vi skriver i tre systemer, og det er det samme, vi skriver.", ORGANISATION, "one-place-to-write"),
        Said(
            3,
            "Kurserne er gode. Men bunken ligger der, når man kommer hjem, og bunken har ikke været på kursus.",
            ORGANISATION,
            "no-time-to-try",
            "bunken har ikke været på kursus",
        ),
        Said(
            3,
            "Jeg ville gerne kunne vise en sag frem, der gik skævt, uden at nogen skriver den op.",
            EMPLOYEES,
            "learn-from-wrong",
        ),
        Said(
            FORM,
            "Spørgsmålene bruger vi som dagsorden. Teksten over dem springer vi over, det skal jeg være ærlig om.",
            None,
            "questions-used",
            "Spørgsmålene bruger vi som dagsorden.",
        ),
        Said(FORM, "Skriv til os bagefter, også hvis svaret er nej.", None, "tell-us-after"),
    ),
    own_notes=("Centerchefen nævnte en konkret sag. Den hører ikke til her og er ikke skrevet ned.",),
    promises=(
        Promise(
            "Centret får svar på, om de fire breve kan samles til ét.",
            Director.CARE,
            40,
            "Det kan de. Fra marts er der ét brev og én frist.",
        ),
    ),
)

ROAD_CENTRE = Talk(
    said=(
        Said(
            1,
            "Vi har lagt asfalt, hvor vi fik penge til det. Om folk cykler mere, ved vi ikke, for ingen har spurgt "
            "dem, der lod cyklen stå.",
            CITIZENS,
            "ask-on-the-way",
            "ingen har spurgt dem, der lod cyklen stå",
        ),
        Said(
            1,
            "Vi havde sytten indikatorer på grønne områder. Ingen af dem kunne se, om nogen satte sig på bænkene.",
            ORGANISATION,
            "few-goals",
            "Ingen af dem kunne se, om nogen satte sig på bænkene.",
        ),
        Said(
            1,
            "Driftsfolkene begyndte at tage et billede før og efter. De viser dem til hinanden i frokosten. Det har "
            "jeg ikke bedt dem om.",
            EMPLOYEES,
            "seen-by-themselves",
            "De viser dem til hinanden i frokosten.",
        ),
        Said(
            2,
            "Skolen, plejehjemmet og vi har hver vores plan for den samme sti. Den bliver gravet op tre gange.",
            CITIZENS,
            "plans-apart",
        ),
        Said(
            2,
            "Vi holder fredagsmøde på fortovet med forsyningen, ti minutter stående. Det har sparet os for to "
            "opgravninger i år.",
            ORGANISATION,
            "close-by",
            "ti minutter stående",
        ),
        Said(
            2,
            "En formand ved godt, at han kan flytte en bænk. Men må han love borgeren det? Det ved han ikke, så han "
            "siger, at han vil undersøge det.",
            EMPLOYEES,
            "may-i-answer",
            "Men må han love borgeren det?",
        ),
        Said(
            3,
            "Vi sendte fem mand på kursus i vilde planter. De kom hjem til den samme klippeplan.",
            ORGANISATION,
            "no-time-to-try",
            "De kom hjem til den samme klippeplan.",
        ),
        Said(
            3,
            "Når noget går galt, skriver vi en rapport til forsikringen. Vi skriver ikke en til os selv.",
            EMPLOYEES,
            "learn-from-wrong",
            "Vi skriver ikke en til os selv.",
        ),
        Said(
            FORM,
            "På materielgården bliver den læst, hvis den kan ligge under en madpakke. Fire sider bliver ikke læst.",
            None,
            "read-aloud",
            "Fire sider bliver ikke læst.",
        ),
        Said(
            FORM,
            "Jeg troede, at vi skulle kontrolleres. Det skulle vi ikke. Sig det tydeligere, når I indkalder.",
            None,
            "not-a-check",
            "Sig det tydeligere, når I indkalder.",
        ),
    ),
    promises=(
        Promise(
            "Opgravninger på den fælles sti bliver aftalt i ét møde hvert forår.",
            Director.CITY,
            8,
            "Første møde er holdt, og stien blev gravet op én gang.",
        ),
    ),
)
