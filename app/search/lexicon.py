"""What the search knows of Danish beyond the stemmer: the words that compounds are made of, and forms that it misses.

Our own list, made for what is talked about in a municipality. A compound of words that are not here is still found by
its parts if one of them is (`danish.parts`). Whoever changes it raises `danish.SHAPE`.
"""

from __future__ import annotations

from typing import Final


def listed(words: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(words.split())


SIMPLE: Final = listed("""
adfærd administration afdeling affald aftale aften aktivitet alder analyse ansvar ansættelse arbejde areal bane bank
barn barsel beboer bedømmelse behandler behandling behov bemanding besked bestyrelse besøg bevilling bevægelse
bibliotek bil billede bo bog bolig bord borger brev bro brug bruger budget budskab bus butik by bygge byggeri bygning
båd center chef cykel dag data demens demokrati depot dialog direktion direktør distrikt dreng drift drøftelse dør
effekt eftermiddag egen elev energi enhed erfaring erhverv etik evaluering evne familie far farve fejl ferie fest film
finger fisk fleks flygtning fod fokus folk forberedelse fordeling forebyggelse forening forhold forløb form formiddag
formål forskel forskning forståelse forsøg fortælling forum forvaltning forventning forælder foto fravær fremtid frist
fritid frivillig frokost fælles fødsel følge før gade gang garanti gave gennemgang glæde grund gruppe græs grøn guide
gæst gård gårds hal handicap handle handling hav have haver havn helhed helse hjem hjerne hjælp hjælper hold hud hund
hus hverdag hygiejne hånd ide idræt inddragelse indhold individ indkøb indsats indsigt indskoling information
inklusion institution integration interesse job journal jul jura kaffe kamp kantine klage klasse klima klub kommune
kommunikation kompetence kone konference konflikt konsulent kontakt kontor kontrakt kort kost kraft krav krop kultur
kunst kurs kursus kvalitet kvarter kvinde køkken kørsel lag land led ledelse leder leg lege leje lektie ligestilling
lokale lov lyd lys læge lærer læring læse løft løn løsning lån mad mand mangel mappe maskine matematik materiale
medborger medicin medie medlem menneske metode middel miljø minde mobning model modul mor moral motion motiv mulighed
museum musik myndighed møde måde mål måling måned nabo nat natur navn net netværk niveau norm note nærvær nød område
omsorg opgave ophold oplevelse ord orden ordning organisation overblik overgang overlevering park parti patient pause
penge pension periode person personale pige pind plads plan planlægning pleje plejer plejerske politi politik
politiker portal post praksis praktik pris problem proces produkt profil program projekt prøve psykolog psykologi
publikum puls punkt pædagog pædagogik ramme rammer rapport regel register regn regnskab rejse relation rengøring
ressource resultat ret retning ris risiko robot rolle rum rutine ryg råd rådgiver rådgivning sag sal samarbejde
samfund samling samvær sang sanse sekretariat sekretær sektor selskab seminar seng senge service side sider sikkerhed
situation skat skema skift skole skov skrift skærm slag sløjd smerte småbørn sne social sol sommer spil sprog stab
stat sted stemme stof stol strategi stress struktur strøm studerende studie stue støtte sund sundhed svar svær svømme
sygdom syge syn synergi system sæson sætning sø søskende søvn tal tale tand tavle team tegn teknik teknologi tekst
telefon tema temaer terapeut terapi test tid tilbud tilgang tillid tilskud tilsyn tiltag time ting toilet trafik
transport trappe trin trivsel tryghed træ træning tur tvang tværs tøj udbud uddannelse udsat udstyr udvalg udvikling
uge ulykke undervisning ung ungdom unge union vagt valg vand vandring vedligehold vej vejleder vejledning ven vente
verden viden vikar vilkår vinter virke virksomhed vision visitation voksen vold vurdering væg værdi værelse vågen
ydelse ydre æble ældre ængstelse ære ø øje økonomi øre øst åben ånd år årgang årsag
""")

WHOLE: Final = listed("""
afsnit april august beretning dagsorden december digital egentlig elevator februar formulere formulering fredag
holdning hospital hovedstad indberetning januar juli juni kapital kollega kollegial kontrol kontrollere ledetråd
legitim lokal lørdag mandag marts medarbejder mental metal middag måltid normal notits november oktober onsdag
personlig privilegium samtidig september skandale sommetid spørgsmål søndag talent tilfælde tirsdag torsdag total
værdig
""")
"""Words that look like compounds and are none: "mål" is not in "måltid". Longer ones may hold them as a part."""

APART: Final = listed("have ledelse leder lærer personlig tale")
"""Words that are known by themselves, for their stem is that of another: "leder" and "ledelse", "tale" and "tal"."""

JOINED: Final = {
    "kræfter": "kraft",
    "anlægs": "anlæg",
    "arbejds": "arbejde",
    "bestyrelses": "bestyrelse",
    "børn": "barn",
    "billed": "billede",
    "børne": "barn",
    "drenge": "dreng",
    "folke": "folk",
    "forældre": "forælder",
    "fædre": "far",
    "hjemme": "hjem",
    "hjælpe": "hjælp",
    "jule": "jul",
    "mande": "mand",
    "mødre": "mor",
    "natte": "nat",
    "rådgivnings": "rådgivning",
    "samarbejds": "samarbejde",
    "småbørns": "småbørn",
    "tænder": "tand",
    "ungdoms": "ungdom",
    "øjen": "øje",
}
"""Forms in which a word stands at the front of a compound, beyond itself and itself with s or e."""

IRREGULAR: Final = {
    "aften": "aftenen aftener aftenerne aftens",
    "and": "ænder ænderne",
    "artikel": "artikler artiklen artiklerne artiklens artiklernes",
    "barn": "børn børnene børns børnenes",
    "bog": "bøger bøgerne bøgers bøgernes",
    "bonde": "bønder bønderne",
    "bror": "brødre brødrene brødres broder",
    "cafe": "cafeen cafeens cafeer cafeerne",
    "center": "centre centret centrene centrets centrenes centeret centerets centres",
    "cykel": "cykler cyklen cyklerne cyklens cyklernes",
    "datter": "døtre døtrene døtres",
    "eksempel": "eksempler eksemplet eksemplerne eksemplets",
    "far": "fædre fædrene fædres fader",
    "finger": "fingre fingrene",
    "fod": "fødder fødderne fødders",
    "forælder": "forældre forældrene forældres forældrenes forælderen forælderens",
    "følge": "følger fulgte fulgt",
    "give": "giver gav givet",
    "gøre": "gør gjorde gjort",
    "hjælpe": "hjælper hjalp hjulpet",
    "hånd": "hænder hænderne hænders",
    "ide": "ideen ideens ideer ideerne",
    "kapitel": "kapitler kapitlet kapitlerne",
    "kollega": "kolleger kollegerne kollegers kollegernes kollegaer kollegaerne",
    "konto": "konti kontiene",
    "kraft": "kræfter kræfterne",
    "ko": "køer køerne",
    "mand": "mænd mændene mænds mændenes",
    "middel": "midler midlet midlerne midlernes midlers",
    "mor": "mødre mødrene mødres moder",
    "museum": "museer museet museerne museets",
    "nat": "nætter nætterne",
    "regel": "regler reglen reglerne reglernes reglens reglers",
    "register": "registre registret registrene registrets",
    "rod": "rødder rødderne",
    "sige": "siger sagde sagt",
    "spørge": "spørger spurgte spurgt",
    "stad": "stæder stæderne",
    "stand": "stænder",
    "sælge": "sælger solgte solgt",
    "søster": "søstre søstrene søstres",
    "tand": "tænder tænderne tænders",
    "teater": "teatre teatret teatrene",
    "titel": "titler titlen titlerne",
    "trivsel": "trivslen trivslens",
    "tæller": "tælleren",
    "vinter": "vintre vintrene vinteren",
    "vælge": "vælger valgte",
    "ældre": "ældres",
    "øje": "øjne øjnene øjnenes øjet øjets",
}
"""A word, and forms of it that no rule of endings leads back to it."""

NO_HEADS: Final = listed("""
af an be bi der efter er for fore fra frem gen ge her hen hvor ind med mel mis mod ned nu om op over på sam til ud
uden und under van ved
""")
"""What begins a word without being a part of a compound: "indhold" is no "hold"."""

DERIVED: Final = listed("""
agtig bar dom el elle elt else elsen elser ende ere erne eri fuld hed heden heder isk iske lig lige ligere ligst ligt
ling løs løse løst ning ningen ninger skab skabet skaber skabers som somme somt
""")
"""Endings that make a new word of one; they are no parts."""

TWO_AS: Final = listed("arena data ekstra infra intra kamera mega panorama skema tema ultra via")
"""First parts that end in a: in "temaaften" the two a's belong to two words, and are no å."""

KEEPS_AA: Final = listed("aaron afrikaans isaac isaacs kanaan maastricht")
"""Words whose aa is no å."""

FUNCTION: Final = listed("""
af alle alt at da de dem den denne der deres det dette dig din dit du eller en end er et for fra få før gå ham han
hans har havde hende hendes her hos hun hvad hver hvis hvor hvornår ikke ind ingen intet ja jeg jer jo kan kom kun man
mange med meget men mig min mit må ned nej nok nu når og også om op os over på se selv sig sin sit skal som så til ud
under var ved vi vil være vores
""")
"""Small words that keep to themselves: no other word's stem falls on one of them ("sommer" is no "som")."""
