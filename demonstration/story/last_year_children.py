"""What was said last year where children are: two day-care houses and a school. Invented throughout."""

from __future__ import annotations

from app.insights.domain import Stance
from demonstration.story.said import CITIZENS, EMPLOYEES, FORM, ORGANISATION, Director, Promise, Said, Talk

SHORE_HOUSE = Talk(
    said=(
        Said(
            1,
            "Sidste år havde vi ni mål. I april kunne jeg ikke selv huske dem uden at slå op. I år har vi to, og dem "
            "kan køkkenet også.",
            ORGANISATION,
            "few-goals",
            "I april kunne jeg ikke selv huske dem",
        ),
        Said(
            1,
            "Vi spørger forældrene i uge tre og ikke efter et halvt år. I uge tre kan vi stadig nå at lave "
            "afleveringen om.",
            CITIZENS,
            "ask-on-the-way",
            "I uge tre kan vi stadig nå at lave afleveringen om.",
        ),
        Said(
            1,
            "En dreng, der ikke ville ind ad døren i januar, hænger nu selv sin jakke op. Det står ikke i noget skema, "
            "men hele stuen så det, og nu leder de efter den næste.",
            EMPLOYEES,
            "seen-by-themselves",
            "hele stuen så det, og nu leder de efter den næste",
        ),
        Said(
            2,
            "Et af vores børn har en handleplan, en sprogplan og en plan fra sundhedsplejen. Moren har dem i en pose. "
            "Hun er den eneste, der har læst alle tre.",
            CITIZENS,
            "plans-apart",
            "Hun er den eneste, der har læst alle tre.",
        ),
        Said(
            2,
            "Sundhedsplejersken sidder på vores gang om torsdagen. Den dag bliver der ikke skrevet en eneste "
            "henvisning, for vi taler sammen i stedet.",
            ORGANISATION,
            "close-by",
            "for vi taler sammen i stedet",
        ),
        Said(
            3,
            "To af os var på kursus i leg og sprog i efteråret. Mappen står i personalerummet. Der har ikke været én "
            "eftermiddag, hvor vi alle kunne være i huset.",
            ORGANISATION,
            "no-time-to-try",
            "Mappen står i personalerummet.",
        ),
        Said(
            3,
            "Den studerende spurgte, hvorfor børnene skal vente tyve minutter i garderoben. Det kunne vi ikke svare "
            "på. Nu venter de ikke.",
            EMPLOYEES,
            "new-eyes",
            "Det kunne vi ikke svare på. Nu venter de ikke.",
        ),
        Said(
            FORM,
            "Jeg læste ledetråden op på et personalemøde. Spørgsmålene fik vi talt om. Resten bad de mig lægge i "
            "mappen.",
            None,
            "questions-used",
            "Spørgsmålene fik vi talt om.",
        ),
    ),
    own_notes=("Lederen går på orlov efter sommer. Aftal med centret, hvem der skal have brevet.",),
    promises=(
        Promise(
            "Sundhedsplejens faste torsdag i huset bliver skrevet ind i næste års aftale.",
            Director.CARE,
            10,
            "Dagen står i aftalen og ligger fast.",
        ),
    ),
)

HILL_SCHOOL = Talk(
    said=(
        Said(
            1,
            "Vi har tal på fravær, karakterer og trivsel. Men at en elev er ved at glide ud, opdager vi ved, at "
            "pedellen siger det.",
            CITIZENS,
        ),
        Said(
            1,
            "Ottende klasse bedømte selv projektugen om onsdagen. Torsdag havde vi flyttet rundt på det hele. Fredag "
            "virkede det.",
            CITIZENS,
            "ask-on-the-way",
            "Torsdag havde vi flyttet rundt på det hele.",
        ),
        Said(
            1,
            "Forvaltningen følger elleve af vores mål. Vi følger fem. De fem er ikke blandt de elleve.",
            ORGANISATION,
            "few-goals",
        ),
        Said(
            2,
            "Jeg sad til et møde med seks voksne og en pige på tretten. Da vi var færdige, spurgte hun, hvilken af "
            "planerne hun skulle rette sig efter.",
            CITIZENS,
            "plans-apart",
            "hvilken af planerne hun skulle rette sig efter",
        ),
        Said(
            2,
            "Når familierådgiveren er på skolen om mandagen, klarer vi det meste stående. Resten af ugen booker vi "
            "møder tre uger frem.",
            ORGANISATION,
            "close-by",
            "klarer vi det meste stående",
        ),
        Said(
            2,
            "Mine lærere lover ikke noget på mødet, for de ved ikke, om de må. Så siger de, at de vender tilbage, og "
            "så går der fjorten dage.",
            EMPLOYEES,
            "may-i-answer",
            "de ved ikke, om de må",
        ),
        Said(
            3,
            "Vi havde fælles fagdag i januar. Alle var glade. I februar underviste vi præcis som i december.",
            ORGANISATION,
            "no-time-to-try",
            "I februar underviste vi præcis som i december.",
        ),
        Said(
            3,
            "Da vi begyndte at tage den sværeste time op på teammødet i stedet for den bedste, blev der stille de "
            "første tre gange. Så begyndte det at rykke.",
            EMPLOYEES,
            "learn-from-wrong",
            "blev der stille de første tre gange",
        ),
        Said(
            3,
            "En vikar, der kom fra et værksted, viste os, at halvdelen af klassen forstår brøker med en tommestok.",
            EMPLOYEES,
            "new-eyes",
        ),
        Said(
            FORM,
            "Sig det på én side. Vi har tyve minutter til det på et lærermøde, og de ti går med kaffe.",
            None,
            "read-aloud",
            "Sig det på én side.",
        ),
        Said(
            FORM,
            "Det var godt at blive spurgt. Men vi blev også spurgt for nogle år siden, og jeg ved stadig ikke, hvad I "
            "brugte det til.",
            None,
            "tell-us-after",
            "jeg ved stadig ikke, hvad I brugte det til",
        ),
    ),
    own_notes=("Skolelederen vil gerne vise direktionen teammødet i marts. Spørg Claus, om han kan.",),
    promises=(
        Promise(
            "Direktionen undersøger, om familierådgiverens faste dag på skolen kan blive til to.",
            Director.CHILDREN,
            12,
            "Rådgiveren er på skolen mandag og torsdag fra august.",
        ),
    ),
)

LINDEN_HOUSE = Talk(
    said=(
        Said(
            1,
            "Vi tæller, hvor mange der er på legepladsen. Det, der betyder noget, er, om nogen står alene derude.",
            CITIZENS,
            "few-goals",
            "Det, der betyder noget, er, om nogen står alene derude.",
        ),
        Said(
            1,
            "Forældrene svarer, når vi spørger om én ting. I sidste uge var det: Hvad fortalte dit barn om frokosten? "
            "Vi flyttede bordene dagen efter.",
            CITIZENS,
            "ask-on-the-way",
            "Vi flyttede bordene dagen efter.",
        ),
        Said(
            1,
            "Hvordan viser man, at det, vi gør for en toårig, virker? Svaret får vi, når hun går i syvende klasse.",
            ORGANISATION,
            "effect-in-ten-years",
        ),
        Said(
            2,
            "Skolen fik vores overlevering i juni. I oktober ringede de og bad om den. Den lå der, men ingen vidste "
            "hvor.",
            ORGANISATION,
            "one-place-to-write",
            "Den lå der, men ingen vidste hvor.",
        ),
        Said(
            2,
            "Når et barn skal have støtte, bliver der lavet en ny plan i stedet for at læse den, der er.",
            CITIZENS,
            "plans-apart",
        ),
        Said(
            2,
            "Psykologen har givet os sit nummer. Hun siger: Ring, hvis I er i tvivl om, hvorvidt I skal ringe.",
            ORGANISATION,
            "close-by",
            "Psykologen har givet os sit nummer.",
        ),
        Said(
            3,
            "Vi lukker en halv time før den første tirsdag i måneden og taler fagligt. Forældrene brokkede sig to "
            "gange. Nu spørger de, hvad vi talte om.",
            ORGANISATION,
            "no-time-to-try",
            "Nu spørger de, hvad vi talte om.",
            Stance.AGAINST,
        ),
        Said(
            3,
            "Nyansatte skriver i fjorten dage ned, hvad der undrer dem. Vi læser det højt. Det er ikke altid rart, men "
            "det er altid nyttigt.",
            EMPLOYEES,
            "new-eyes",
            "Det er ikke altid rart, men det er altid nyttigt.",
        ),
        Said(
            FORM,
            "Vi hængte spørgsmålene op ét ad gangen ved kaffemaskinen. Der kom til at stå svar på væggen.",
            None,
            "questions-used",
            "Der kom til at stå svar på væggen.",
        ),
    ),
    own_notes=("Eksemplet fra legepladsen må ikke bruges i et oplæg, før forældrerådet har hørt det.",),
)
