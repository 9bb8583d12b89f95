"""What is said in this year's dialogues, by kind of unit: who is drawn depends on the year, so each kind has several.

Invented throughout. No talk is used for two institutions.
"""

from __future__ import annotations

from app.insights.domain import Stance
from app.institutions.domain import Kind
from demonstration.story.said import CITIZENS, EMPLOYEES, FORM, ORGANISATION, Director, Promise, Said, Talk


def _talk(
    *,
    asked: str,
    reports: str,
    plan: str,
    answer: str,
    hour: str,
    new: str,
    own: str,
    promise: Promise,
    form: str = "",
    more: Said | None = None,
    uncoded: tuple[str, ...] = (),
) -> Talk:
    """What came up in every house, in the order of the themes, and what else did in this one.

    `uncoded` are insights that nobody has tied these words to; the form of the guidance was not always spoken of.
    """
    spoken = (
        (1, asked, CITIZENS, "ask-short"),
        (1, reports, ORGANISATION, "old-reports"),
        (2, plan, CITIZENS, "who-holds-the-pen"),
        (2, answer, EMPLOYEES, "written-down"),
        (3, hour, ORGANISATION, "hour-falls"),
        (3, new, EMPLOYEES, "asked-twice"),
        (FORM, form, None, "something-to-hang-up"),
    )
    said = [
        Said(theme, text, level, "" if insight in uncoded else insight)
        for theme, text, level, insight in spoken
        if text
    ]
    in_order = sorted((*said, *([more] if more else [])), key=lambda one: one.theme or len(spoken))
    return Talk(said=tuple(in_order), own_notes=(own,), promises=(promise,))


DAY_CARE = (
    _talk(
        asked=(
            "Vi spørger med tre klodser i garderoben: grøn, gul, rød. Forældrene svarer, før de har fået jakken af, "
            "og vi har talt klodserne, før de er nået hjem."
        ),
        reports=(
            "Vi strøg de gamle mål, som I bad om. Men skemaet til dem kommer stadig hver anden måned, og en af os "
            "skal udfylde det."
        ),
        plan="Der er én plan nu. Vi er fire, der må skrive i den, og ingen, der har ansvar for at læse den igennem.",
        answer=(
            "Jeg har skrevet et kort med fem ting, man må sige ja til uden mig. Det hænger ved telefonen, og de "
            "ringer sjældnere til mig."
        ),
        hour="Vi havde sat timen af om torsdagen. Sidste måned var der fire torsdage og fire sygemeldinger.",
        new=(
            "Vikaren blev spurgt den første uge og sagde, at alt var fint. I den fjerde uge spurgte vi igen. Så fik "
            "vi tre sider."
        ),
        form=(
            "Jeg har klippet de tre overskrifter ud og hængt dem over puslebordet. Der står man stille længe nok til "
            "at læse."
        ),
        more=Said(
            1,
            "En mor spurgte, hvad vi ville med alle de klodser. Vi viste hende tavlen. Nu lægger hun sin hver morgen.",
            CITIZENS,
        ),
        uncoded=("hour-falls", "asked-twice"),
        own="Huset søger en ny souschef. Spørg til det, når vi ringer om referatet.",
        promise=Promise("Direktionen finder ud af, hvem der kan standse det gamle skema.", Director.CHILDREN, 6),
    ),
    _talk(
        asked=(
            "Før var det os, der ringede til forældrene. Nu skriver de tre ord på tavlen ved lågen, og vi læser dem, "
            "inden vi går hjem."
        ),
        reports="Vi fik lov at vælge tre mål og valgte to. Så kom der et brev om, at det tredje manglede.",
        plan=(
            "Pladsanvisningen, rådgivningen og vi arbejder i samme plan, og det er en lettelse. Men den bliver kun "
            "rettet til, når jeg gør det."
        ),
        answer=(
            "En pædagog lovede en far, at hans datter kunne begynde med korte dage. Før ville det have krævet et "
            "møde. Nu krævede det et nik."
        ),
        hour=(
            "Den, der skulle vise os det nye, var den eneste, der kunne lukke huset. Så blev det ikke den uge. Heller"
            " ikke den næste."
        ),
        new=(
            "Den nye spurgte, hvorfor vi synger den samme sang hver morgen. Vi fandt ud af, at det gør vi for vores "
            "egen skyld."
        ),
        form="Kan I tegne den? Halvdelen af mine kolleger har lært dansk som voksne og læser hurtigere med et billede.",
        more=Said(
            1,
            "Et forældrepar skrev: For mange beskeder. Så halverede vi dem. Ingen har savnet den anden halvdel.",
            CITIZENS,
        ),
        uncoded=("who-holds-the-pen", "written-down"),
        own="Lederen roste pladsanvisningen. Det må de gerne høre, men det er ikke vores at sige videre.",
        promise=Promise("Brevet om det tredje mål bliver trukket tilbage.", Director.CHILDREN, 3),
    ),
    _talk(
        asked="Vi spurgte børnene selv. De store sagde, at det bedste er, når køkkendøren står åben. Nu står den åben.",
        reports=(
            "Tre mål er godt. Det fjerde ligger i systemet fra for tre år siden og sender mig en rød prik hver mandag."
        ),
        plan="Talehørekonsulenten skriver sit, vi skriver vores, og den, der skriver sidst, får ret.",
        answer="Når vi er på tur, er der ingen at spørge. Derfor var det på turene, det virkede først.",
        hour="Jeg har lært at lægge timen om morgenen. Efter klokken ti findes der ikke en time i et børnehus.",
        new="Den nye får en notesbog den første dag. På forsiden står der: Hvorfor gør I egentlig det?",
        form="Giv os den på et kort. Den lange udgave skal jeg nok læse for dem.",
        more=Said(
            3,
            "Vi prøver én ting ad gangen i tre uger. Hvis ingen nævner den i uge fire, var den ikke vigtig.",
        ),
        own=(
            "Der var uenighed mellem lederen og tillidsrepræsentanten om turene. Begge var til stede, da vi talte om "
            "det."
        ),
        promise=Promise("Den røde prik fra det gamle mål bliver slået fra.", Director.CHILDREN, 4),
    ),
)

SCHOOLS = (
    _talk(
        asked=(
            "Eleverne rækker en hånd op midt i timen: knyttet er nej, flad er ja. Lærerne siger, at det er den "
            "korteste evaluering, de har mødt, og den eneste, de bruger."
        ),
        reports="Vi har tre mål på væggen og fjorten i systemet. Væggen bliver læst.",
        plan=(
            "Pigen har én plan. Men hun har to skoler bag sig, en rådgiver og os, og når alle må rette, er der ingen,"
            " der tør."
        ),
        answer=(
            "Kontaktlæreren kan nu selv sige ja til kortere dage i to uger. Vi har brugt det seks gange, og fire af "
            "eleverne er tilbage på fuld tid."
        ),
        hour="Timen ligger i skemaet. Så mangler der en vikar i 4.b, og så er det den, vi tager.",
        new=(
            "Vores nyuddannede sagde: I taler om elever, der forstyrrer. På studiet talte vi om timer, der keder. "
            "Først blev der stille, og så talte vi godt sammen."
        ),
        form=(
            "Giv gårdvagterne et kort i lommen. Jeg mener det. Der er tyve minutter, hvor man alligevel står og fryser."
        ),
        more=Said(
            1,
            "En pensioneret tømrer er her to formiddage om ugen. Han har ingen mål med det, og fraværet er halvt så "
            "stort de to formiddage.",
            CITIZENS,
        ),
        uncoded=("something-to-hang-up",),
        own="Skolelederen er bekymret for næste års klassedannelse. Det hører til et andet møde.",
        promise=Promise("Direktionen svarer på, hvilke af de fjorten mål der kan lukkes.", Director.CHILDREN, 8),
    ),
    _talk(
        asked=(
            "Hver fredag står der ét spørgsmål på skærmen ved udgangen. Børnene trykker på vej ud. Det tager dem to "
            "sekunder og os en kop kaffe."
        ),
        reports=(
            "Da vi havde valgt vores tre, blev vi bedt om en status på de gamle otte. Det er ikke ond vilje. Det er "
            "en skabelon."
        ),
        plan=(
            "Forældrene er glade for den ene plan. De spørger bare, hvem de skal ringe til, når noget i den er "
            "forkert, og så bliver vi lidt tavse."
        ),
        answer=(
            "Vi brugte en eftermiddag på at skrive, hvad man må. Det meste måtte man hele tiden. Der var bare ingen, "
            "der havde sagt det."
        ),
        hour="Første gang var vi tolv om bordet, anden gang fem. Tredje gang aflyste jeg selv.",
        new=(
            "Pedelmedhjælperen undrede sig over, at alle spiser på samme tid i den mindste del af huset. Nu spiser de"
            " i tre hold."
        ),
        form="Lav en udgave, som eleverne kan læse. De spørger, hvad det er, vi skal leve op til.",
        uncoded=("old-reports",),
        own="Souschefen førte ordet det meste af tiden. Skriv til begge, når referatet er klar.",
        promise=Promise("Skabelonen bliver rettet, så den kun spørger til de valgte mål.", Director.CITY, 6),
    ),
)

CENTRES = (
    _talk(
        asked=(
            "Nederst i hvert brev står der nu ét spørgsmål: Var det til at forstå? Svarene lander hos den, der skrev "
            "brevet, og ikke hos mig."
        ),
        reports="Vi valgte tre mål. Bagefter talte vi indberetningerne. Der var 31, og to af dem handlede om de tre.",
        plan="Alle ville have én plan, og ingen ville eje den. Til sidst blev det den, der havde systemet åbent.",
        answer=(
            "Vi skrev en beløbsgrænse op. Sagsbehandlerne bruger den klogere, end jeg havde turdet håbe: De ringer "
            "til en kollega først."
        ),
        hour=(
            "I de travle uger er timen det eneste i kalenderen, der ikke har en borger i den anden ende. Så den viger."
        ),
        new=(
            "En kollega kom fra det private og spurgte, hvem der læser vores referater. Vi er holdt op med at skrive "
            "fire af dem."
        ),
        more=Said(
            2,
            "Vi har byttet to medarbejdere med nabocentret i en måned. De kom begge to hjem og ryddede op i en "
            "blanket.",
            ORGANISATION,
        ),
        own="Centerchefen spurgte til budgettet. Vi svarede, at det ikke hører til her.",
        promise=Promise(
            "De 29 øvrige indberetninger bliver gået igennem og får et ja eller et nej.", Director.CITY, 10
        ),
    ),
    _talk(
        asked=(
            "Vi ringer til hver tyvende, mens sagen er åben. Det er sjældent afgørelsen, de er kede af. Det er "
            "stilheden undervejs."
        ),
        reports="Målene er blevet færre, men rapporten er ikke blevet kortere. Den har fået et bilag.",
        plan=(
            "Når tre centre deler en plan, skriver vi alle forsigtigt i den. Så er det ikke en plan. Så er det et "
            "høringssvar."
        ),
        answer=(
            "Før lå der en bunke til min underskrift hver morgen. Nu ligger der en til orientering om fredagen. Jeg "
            "har ikke trukket noget tilbage endnu."
        ),
        hour=(
            "Vi flyttede timen fra fredag til tirsdag, og det hjalp. Men i budgetugerne er der ikke noget, der hjælper."
        ),
        new="De nye får en makker fra et andet team. Det er makkeren, der bliver klogest.",
        form="Jeg har set den som plakat med husets egne ord under hver sætning. Sådan en vil vi have.",
        uncoded=("asked-twice",),
        own="Vær opmærksom på, at centret snart lægges om. Tal om brevets modtager i god tid.",
        promise=Promise("Direktionen siger, hvem der fører pennen, når flere centre deler en plan.", Director.CHIEF, 8),
    ),
)

CARE_HOMES = (
    _talk(
        asked=(
            "Vi lagde spørgeskemaet væk og satte os på sengekanten. Hvad skal vi gøre anderledes i morgen? De fleste "
            "ville have kaffen før medicinen."
        ),
        reports=(
            "Tre mål hænger i vagtstuen. De andre står i en rapport, som jeg skriver, og som jeg tror, at jeg også er"
            " den eneste, der læser."
        ),
        plan=(
            "Planen følger beboeren hjem fra hospitalet nu, og det er stort. Men den er rettet fire steder, og jeg "
            "kan ikke se, hvem der har rettet."
        ),
        answer=(
            "Aftenvagten købte en lampe til en dame, der var bange for mørke. Hun spurgte ikke. Hun vidste, at hun "
            "måtte."
        ),
        hour="Timen falder, når der mangler en i vagtplanen. Det gør der to dage ud af fem.",
        new=(
            "Eleven spurgte, hvorfor alle skal op klokken otte. Det har vi vist besluttet engang. Nu har vi besluttet"
            " noget andet."
        ),
        form="Skriv den stort. Jeg har kolleger, der ikke har brillerne på, når de har handskerne på.",
        more=Said(
            3,
            "Om natten er der tid. Nattevagterne har holdt deres time hver torsdag i et halvt år, med kaffe og uden "
            "mig.",
            ORGANISATION,
            "hour-falls",
            "Om natten er der tid.",
            Stance.AGAINST,
        ),
        uncoded=("old-reports",),
        own="Ingen oplysninger om beboere i referatet ud over det, lederen selv har godkendt.",
        promise=Promise("Det bliver synligt i planen, hvem der har rettet den sidst.", Director.CARE, 12),
    ),
    _talk(
        asked=(
            "De pårørende får én linje midt i måneden: Hvad har du lagt mærke til? Vi får flere svar end på den store"
            " undersøgelse, og vi når at bruge dem."
        ),
        reports="Vi har tre mål og et tilsyn, der spørger til syv. Vi svarer pænt på alle ti.",
        plan=(
            "Der er én plan, og den er god, når hjemmeplejen har skrevet den. Når vi overtager, er der to uger, hvor "
            "den ikke er nogens."
        ),
        answer=(
            "Jeg skrev på en seddel, hvad man kan bestille uden mig. Køkkenet bestilte is den første varme dag. Det "
            "var rigtigt set."
        ),
        hour="Vi lægger timen i vagtskiftet, for så er vi flest. Men så er der også flest klokker, der ringer.",
        new=(
            "Den nye fra køkkenet spurgte, hvorfor bordene står på række. Beboerne havde spurgt om det samme, men dem"
            " havde vi ikke hørt."
        ),
        form="Den skal kunne stå på køleskabet ved siden af menuen.",
        own="Lederen går på pension om et halvt år. Hun vil gerne selv sige det til huset først.",
        promise=Promise("Det bliver aftalt, hvem der har planen i de to uger ved indflytning.", Director.CARE, 8),
    ),
)

TALKS: dict[Kind, tuple[Talk, ...]] = {
    Kind.DAY_CARE: DAY_CARE,
    Kind.SCHOOL: SCHOOLS,
    Kind.CENTRE: CENTRES,
    Kind.CARE_HOME: CARE_HOMES,
}
