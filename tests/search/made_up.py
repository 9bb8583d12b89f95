"""Two hundred short sentences, all of them made up for the tests of the search; nobody has said them."""

from __future__ import annotations

SENTENCES = """
Folkeskolen i bakkebyen har fået en ny legeplads.
Skolelederen og forældrene mødes hver måned.
Vi har to skoler og en lille børnehave i området.
Skolen åbner først klokken otte.
Eleverne hjælper hinanden på tværs af klasserne.
En elev spurgte, hvorfor ingen lytter.
Elevrådet vil have længere pauser.
Skolebestyrelsen ønsker mere samarbejde med daginstitutionerne.
Lærerne mangler tid til forberedelse.
En lærer sagde, at tiden går med skemaer.
Læringen sker ofte uden for klasselokalet.
Skolebørnene cykler selv i skole.
Børnene spiser sammen hver dag.
Et barn skal mødes af voksne, der har tid.
Børnehuset har få voksne om morgenen.
Børnehaven og vuggestuen deler køkken.
Barnets trivsel er hele kommunens opgave.
Trivslen måles en gang om året.
Trivselsmålingen siger ikke, hvad vi skal gøre.
Vi taler om trivsel hver fredag.
Måltidet er et pædagogisk rum.
Fælles måltider giver ro i huset.
Vores mål er, at alle kommer med.
Målene blev sat uden os.
Målgruppen er unge under 25 år.
Formålet med mødet var uklart.
Målsætningen hænger på væggen.
Indholdet af planen kender kun få.
Vi holder fast i det, der virker.
Forholdet til naboerne er godt.
Årsplanen ligger klar i august.
Årsplanerne fylder for meget.
En plan uden penge er et ønske.
Handleplanen blev skrevet sammen med borgeren.
Planlægningen begynder for sent.
Vagtplanen ændres hver uge.
Lokalplanen for havnen er vedtaget.
Plejehjemmet har ventet på en ny elevator.
Hjemmeplejen kommer tre gange om dagen.
Sygeplejersken har nøgle til alle døre.
Plejen er blevet mere ensartet.
Beboerne på plejehjemmet vil ud i haven.
Hjemmet er borgerens eget.
Et plejecenter lånte vores bus.
Centret har åbent i weekenden.
Vores center bor i to bygninger.
Centrene taler ikke sammen.
Ressourcecentret hjælper med det svære.
Borgerne møder syv forskellige medarbejdere.
En borger ville bare have et svar.
Borgerrådgiveren fik mange breve.
Medarbejderne ved, hvor skoen trykker.
En medarbejder fra kontoret kom på besøg.
Medarbejdertrivslen følger ledelsen.
Arbejdet er tungt om vinteren.
Arbejdsmiljøet er blevet bedre.
Arbejdsglæden kom tilbage efter sommerferien.
Vi samarbejder med biblioteket.
Samarbejdet på tværs koster tid.
Sammenhæng kræver, at nogen ejer sagen.
Sagen lå hos fem afdelinger.
Sagsbehandleren skiftede tre gange.
Sagsbehandlingen tager for lang tid.
Familien kørte selv rundt med papirerne.
Familierådgiveren ringede samme dag.
Forældremødet trak ud.
En forælder græd på gangen.
Forældrene ved ikke, hvem de skal spørge.
Mødrene har deres egen gruppe.
En mor bad om hjælp på et andet sprog.
Fædrene kommer sjældnere til møderne.
Hans far arbejder i nattevagt.
Nattevagten er alene i huset.
Natten er længst for dem, der venter.
Nætterne er rolige nu.
De ældre vil gerne bidrage.
Ældreområdet har skiftet navn.
Den ældste bygning er fra 1911.
Vi får ikke svar fra forvaltningen.
Faren er, at vi glemmer de stille.
Fårene går på engen bag skolen.
Der er langt til nærmeste bus.
Bussen kører kun to gange.
Busserne holder ved rådhuset.
Rådhuset ligger midt i byen.
Byrådet har vedtaget budgettet.
Budgetugerne gør alle trætte.
Ugen er for kort.
Uger uden møder er de bedste.
Rådet har ni medlemmer.
Et godt råd er gratis.
Ungerådet holdt en høring.
Høringssvarene blev læst højt.
De unge vil høres.
Ungdomsuddannelsen ligger i nabobyen.
Uddannelse er vejen ind.
En ung mand fandt en læreplads.
Mænd søger sjældent hjælp.
Tillidsmanden bad om et møde.
Kvinderne på holdet er i flertal.
Holdet spiller hver torsdag.
Holdningen i huset har ændret sig.
Torsdag er den travleste dag.
Dagen begynder med en sang.
Dagtilbuddet har venteliste.
Dagsordenen blev sendt for sent.
Hverdagen er mere end skemaer.
Mandag er mødedag.
Vi mødes på biblioteket.
Bibliotekets bøger står i kælderen.
En bog om demens gik på skift.
Billedbogen blev læst i stykker.
Demensvenner kan man blive på en aften.
Aftenen sluttede med kaffe.
Temaaftenen om søvn var fuldt booket.
Temaet er for bredt.
Temaer uden ejere dør.
Data siger ikke, hvordan det føles.
Dataarbejdet ligger hos én person.
Effekten for borgerne kan ikke tælles.
Effektmåling kræver tålmodighed.
Vi tæller det, der er let at tælle.
Tallene kom for sent.
Et tal forklarer intet alene.
Talehørekonsulenten kommer om tirsdagen.
Tiden er knap.
Tidligere gik det hurtigere.
Fritiden bruges på telefonen.
Fritidsklubben lukker klokken fem.
Klubben har fået nye lokaler.
Et lokale uden vinduer er intet lokale.
Skemaet skal udfyldes to gange.
Spørgeskemaer bliver ikke læst.
Spørgsmålet er, hvem der beslutter.
Vi stillede tre spørgsmål.
En fast tid på samme sted virker.
Faste tider giver ro.
Roen kom, da dørene blev lukket.
Døren til lederen er åben.
Lederne savner hinanden.
En leder kan ikke være alle steder.
Ledelsen skal tættere på.
Ledelse er at lytte.
Lederskabet er delt mellem to.
Ledetråden er for lang.
Ledetråden skal kunne læses på en side.
Sproget i ledetråden er tørt.
Sprogplanen er glemt.
Et fælles sprog tager år.
Fællesskabet bærer os.
Vi er et fællesskab og ikke en samling projekter.
Projektet stoppede, da pengene slap op.
Projektpengene rakte til jul.
Penge er ikke alt.
Kræfterne slipper op i november.
Det kræver kræfter at begynde forfra.
En stærk kraft gik på pension.
Personalet er stabilt.
Personalemøderne er blevet kortere.
En person gjorde forskellen.
Personlige breve virker bedst.
Digitale breve bliver væk.
Den digitale post er svær for mange.
Posten kommer sjældent.
Ventetiden er for lang.
Vi ventede i otte uger.
Venner er vigtigere end karakterer.
Vennen i klassen gjorde en forskel.
Naturen ligger lige uden for døren.
Naturbørnehaven er ude hele året.
Haven passes af frivillige.
De frivillige mangler en nøgle.
Nøglerne blev glemt på kontoret.
Havnen skal have en børneplads.
Pladsen er trang.
Arbejdspladsen er som en familie.
Praktikpladser er svære at finde.
Møller fra havnen gav en cykel.
Cyklerne står i skuret.
En café for unge åbner i maj.
Caféen drives af frivillige.
Vores kollega Aase fra Aalborg kom forbi.
Kolleger er den bedste støtte.
Kollegerne på Kirkegårdsvej lånte os en bil.
Bilen kører på strøm.
Støtten kom for sent.
Støttetimerne blev sparet væk.
Timen var givet godt ud.
Sommeren var stille.
Sommerferien er for lang for nogle børn.
Vinteren kom tidligt.
Vejen til skole er mørk.
Vejledning hjælper mere end kontrol.
Vejlederen havde for mange unge.
Kontrollen fylder, og tilliden forsvinder.
Tillid er noget, man får.
Tandlægen kommer på skolen.
Børn med ondt i tænderne siger det ikke.
Søskende bliver glemt.
Hun søger nyt arbejde til sommer.
SFO-lederen og skolen deler kontor.
Øen har kun én købmand.
Et smørrebrød koster mere end før.
Ærlighed er gratis.
"""


def sentences() -> list[str]:
    """The sentences in their order."""
    return SENTENCES.strip().splitlines()
