"""The second half of the walk: 2018 adopted, published, told of, answered for; then where its words came from."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import docx
import pikepdf
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.e2e import axe
from tests.e2e.drafting_pages import Draft, press, section
from tests.e2e.three_years import ACROSS, EFFECT, NAMES, NEW, OWN, SAID, SKILL, THEMES_2016, WHOLE, address_of
from tests.e2e.walk_to_consultation import ASKS, CITIZENS, EXAMPLE, LENGTH, NOBODY, REASON, REVISED, Cast

HEADINGS = (
    "Beslutningstema",
    "Sagsfremstilling og økonomi",
    "Bevilling",
    "Kompetence",
    "Kommunikation",
    "Indstilling",
    "Beslutning",
)
DECISION = "Orienteringen er taget til efterretning."


def close_gates(draft: Draft) -> None:
    """Whatever still rests on nothing is the directorate's own; then nothing is missing."""
    page = draft.page
    for _text in range(10):
        page.goto(draft.at)
        missing = draft.missing().get_by_role("link", name=re.compile("har intet grundlag"))
        if not missing.count():
            break
        missing.first.click()
        press(page, "Mærk som direktionens eget")
    expect(draft.missing()).to_have_text(re.compile("Intet mangler før vedtagelse"))


def adopt_and_publish(cast: Cast) -> None:
    """The director sees that it is ready; the secretary enters the meeting, and publishes on the first of November."""
    cast.director.goto("/ledetraad/2018/vedtagelse")
    expect(cast.director.get_by_role("main")).to_contain_text("Sekretariatet skriver mødet ind")
    assert cast.command("gates", "2018") == {"open": []}
    cast.turn(dt.date(2017, 10, 10), 13)
    page = cast.secretary
    page.goto("/ledetraad/2018/vedtagelse")
    page.get_by_label("Direktionens møde").fill("2017-10-10")
    page.get_by_label("Punkt på dagsordenen").fill("4")
    press(page, "Skriv, at direktionen har vedtaget den")
    expect(page.get_by_role("main")).to_contain_text("Direktionens møde tirsdag 10. oktober 2017, punkt 4")
    cast.turn(dt.date(2017, 11, 1), 8)
    page.reload()
    press(page, "Offentliggør Ledetråd 2018")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2018")


def read_as_anyone(cast: Cast) -> None:
    """The public page without an axe violation, and each of its files opened; nobody is named but by her own yes."""
    page = cast.visit()
    page.goto("/ledetraad/2018")
    main = page.get_by_role("main")
    for words in (REVISED, EXAMPLE, WHOLE, NEW, REASON):
        expect(main).to_contain_text(words)
    assert axe.violations(page) == []
    assert not any(words in page.content() for words in (OWN, SAID[0], NAMES[1], "Hvor kommer det fra?"))
    links = [one.get_attribute("href") or "" for one in page.locator("#filer a").all()]
    found = {link.rpartition("/")[2]: page.request.get(link).body() for link in links}
    opened = {name: OPENERS[name.rpartition(".")[2]](content) for name, content in found.items()}
    assert {"ledetraad-2018.pdf", "ledetraad-2018.docx", "ledetraad-2018-aarsplan.docx"} <= opened.keys()
    assert any("spoergsmaal" in name for name in opened)
    assert REVISED in opened["ledetraad-2018.docx"]
    assert all(WHOLE in opened[name] for name in opened if name.endswith("aarsplan.docx"))
    narrow = cast.phone("/ledetraad/2018")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390


def words_of_word(content: bytes) -> str:
    """Every word of a DOCX, also those in tables."""
    return "\n".join(one.text or "" for one in docx.Document(io.BytesIO(content)).element.iter() if one.text)


def language_of_pdf(content: bytes) -> str:
    """A PDF that can be opened and says its language."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return str(pdf.Root.Lang)


def plain(content: bytes) -> str:
    """What is text itself."""
    return content.decode()


OPENERS: dict[str, Callable[[bytes], str]] = {
    "docx": words_of_word,
    "pdf": language_of_pdf,
    "svg": plain,
    "json": plain,
}


def tell(cast: Cast) -> None:
    """The plan; its mail leaves after five minutes and reaches a head; the portal is done; the slides open."""
    page = cast.secretary
    page.goto("/ledetraad/2018/vedtagelse")
    page.get_by_role("link", name="Hvem får besked, og sagen til udvalget").click()
    press(page, "Brug planen")
    page.get_by_role("link", name=re.compile("ledercirklen")).click()
    press(page, "Send 7 mails")
    expect(page.get_by_role("main")).to_contain_text("0 af 7 er afleveret.")
    cast.clock.pass_by(dt.timedelta(minutes=6))
    cast.post.deliver()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("7 af 7 er afleveret.")
    mail = cast.post.text_to(address_of(NAMES[5]))
    assert (f"{cast.site.url}/ledetraad/2018" in mail, WHOLE in mail) == (True, True)
    page.goto("/kommunikation/2018")
    page.get_by_role("link", name=re.compile("alle medarbejdere")).first.click()
    expect(page.get_by_role("main")).to_contain_text(WHOLE)
    press(page, "Det er gjort")
    slides = page.request.get("/kommunikation/2018/slides.pptx").body()
    assert len(Presentation(io.BytesIO(slides)).slides) == 5


def write_paper(cast: Cast) -> None:
    """Filled from the year under the fixed headings; the committee's decision closes it."""
    page = cast.secretary
    page.goto("/kommunikation/2018/sag")
    page.get_by_label("Sagsnummer").fill("17/4180")
    press(page, "Skriv sagen")
    for words in ("Økonomiudvalget", EFFECT, NEW, "Chefforum 31. august", REASON):
        expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("main")).not_to_contain_text("Til hvert tema hører spørgsmål")  # one theme alone has any
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hent som Word").click()
    paper = words_of_word(fetched.value.path().read_bytes())
    assert [heading for heading in HEADINGS if heading not in paper] == []
    assert "17/4180" in paper
    cast.turn(dt.date(2017, 11, 14), 13)
    page.reload()
    page.locator("[name=decision]").fill(DECISION)
    press(page, "Skriv beslutningen ind, og luk sagen")
    expect(page.get_by_role("main")).to_contain_text("Sagen er lukket af beslutningen og kan ikke ændres.")


def write_letters(cast: Cast) -> None:
    """Read, adopted and sent by the secretary; a head reads hers on her phone."""
    page = cast.secretary
    page.goto("/opfoelgning/2017")
    press(page, "Skriv brevene")
    for name in NAMES:
        page.get_by_role("link", name=name, exact=True).click()
        press(page, "Godkend brevet")
    press(page, "Send 6 breve")
    cast.post.deliver()
    phone = cast.phone(cast.post.link_to(address_of(NAMES[0])))
    letter = phone.get_by_role("article")
    for words in (SAID[0], REVISED, "Sende jer listen."):
        expect(letter).to_contain_text(words)
    expect(cast.phone(cast.post.link_to(address_of(NAMES[4]))).get_by_role("article")).to_contain_text(
        "Kurserne ligger fast i 2018."
    )
    assert OWN not in phone.content()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def follow_up(cast: Cast) -> None:
    """The heads are asked for their plans; one writes on her phone, and the director sees how far it is."""
    page = cast.secretary
    page.goto("/opfoelgning/2018/aarsplaner")
    press(page, "Spørg om årsplanen")
    cast.post.deliver()
    phone = cast.phone(cast.post.link_to(address_of(NAMES[1])))
    phone.get_by_label("Færdig den").fill("2017-11-14")
    phone.get_by_label(WHOLE).check()
    press(phone, "Gem")
    expect(phone.get_by_role("main")).to_contain_text("Tak. Det er skrevet ind.")
    cast.director.goto("/opfoelgning/2018/aarsplaner")
    status = section(cast.director, "Hvor langt er vi?")
    expect(status.get_by_role("row", name=re.compile("Årsplanen er modtaget"))).to_contain_text("1 af 6")
    expect(status.get_by_role("row", name=re.compile(WHOLE))).to_contain_text("1 af 6")


def close_the_year(page: Page) -> None:
    """What is open moves on, and the pages begin with the next year."""
    page.goto("/")
    page.get_by_role("link", name="Luk året").click()
    press(page, "Luk året 2017")
    expect(page.get_by_role("main")).to_contain_text("2018")
    page.goto("/opfoelgning/2018")
    expect(section(page, "Står åbent fra tidligere år")).to_contain_text("Sende jer listen.")


def see_the_lineage(page: Page) -> None:
    """The picture and its table are true for the three years."""
    page.goto("/ledetraad/historie")
    picture = page.locator("svg.lineage-picture")
    expect(picture.locator("circle")).to_have_count(9)
    expect(picture.locator("circle[r='7']")).to_have_count(4)  # three begin in 2016, one in 2018
    expect(picture.locator("circle.strand-2")).to_have_count(3)  # the second lives on, though it has two forerunners
    rows = page.get_by_role("table").locator("tbody tr").all()
    told = [[" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()] for row in rows]
    assert told == LINEAGE


LINEAGE = [
    ["2018", EFFECT, "Videreført fra 2017", ""],
    ["2018", WHOLE, f"Udviklet fra “{EFFECT}” og “{ACROSS}” i 2017", ""],
    ["2018", NEW, "Nyt tema", ""],
    ["2017", EFFECT, f"Videreført fra “{THEMES_2016[0]}” i 2016", ""],
    ["2017", ACROSS, f"Udviklet fra “{THEMES_2016[1]}” i 2016", ""],
    ["2017", SKILL, f"Videreført fra “{THEMES_2016[2]}” i 2016", REASON],
    *[["2016", title, "", ""] for title in THEMES_2016],
]


def follow_the_trace(page: Page) -> None:
    """From a sentence to the words and their meeting, and from the words back to the sentence."""
    page.goto("/ledetraad/2018")
    message = page.locator("dd", has_text=REVISED)
    message.get_by_role("link", name="Hvor kommer det fra?").click()
    expect(page.get_by_role("main")).to_contain_text(SAID[0])
    expect(page.get_by_role("main")).to_contain_text(NAMES[0])
    page.get_by_role("link", name=ASKS).click()
    page.locator(".said", has_text=SAID[0]).get_by_role("link", name=re.compile("^Spor")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvad der blev af ordene")
    page.get_by_role("link", name=CITIZENS).click()
    expect(page.get_by_role("main")).to_contain_text(REVISED)
    page.get_by_role("link", name=NAMES[0]).first.click()
    expect(page.get_by_role("main")).to_contain_text(SAID[0])


def check_by_commands(cast: Cast) -> None:
    """The truth behind the pages: the texts with what they rest on, no gate, and the trace in both directions."""
    shown = cast.command("show", "2018")
    assert shown["status"] == "published"
    written = {(one["theme"], one["level"]): one for one in shown["elements"] if one["text"]}
    citizens, whole = written[EFFECT, "citizens"], written[WHOLE, "organisation"]
    assert citizens["text"] == f"{REVISED} {EXAMPLE}"
    assert {(tie["tie"], tie["sentence"]) for tie in whole["evidence"]} == {("based-on", NOBODY), ("against", LENGTH)}
    assert cast.command("gates", "2018") == {"open": []}
    (insight,) = cast.command("trace", str(citizens["id"]))["insights"]
    said = {one["words"]: one for one in insight["passages"]}
    assert (insight["sentence"], set(said)) == (ASKS, set(SAID[:2]))
    back = cast.command("trace", "--passage", said[SAID[0]]["id"])
    assert [one["id"] for one in back["insights"][0]["elements"]] == [citizens["id"]]
