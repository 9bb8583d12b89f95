"""What everyone may read: the page, its files and its editions; and the secretariat's way to a corrected one."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from sqlalchemy.orm import Session

from app.guidance import queries
from app.guidance.models import Illustration
from app.people.domain import Role
from tests.guidance.drafting import making as drafting
from tests.guidance.editions.test_correcting import SVG, published, release

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=published)]


@pytest.fixture
def secretary(add_person):
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


def test_page_leads_to_every_file_and_its_hash_is_true(session: Session, client_of) -> None:
    published(session)
    anyone = client_of(None)
    page = anyone.get("/ledetraad/2028").text
    links = dict.fromkeys(re.findall(r'href="(/ledetraad/2028/udgave/1/[^"]+)"', page))
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd><code>([0-9a-f]{64})</code>", page))
    assert len(links) == len(told) == 9
    for link in links:
        answer = anyone.get(link)
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest() == told[link.rpartition("/")[2]]
        assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_page_shows_the_picture_with_its_words_and_one_form_without_styles(session: Session, client_of) -> None:
    published(session)
    page = client_of(None).get("/ledetraad/2028").text
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1168') == 1
    assert '<div class="picture-upright" hidden><svg' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_old_edition_stays_with_its_own_files_and_says_that_there_is_a_newer(
    session: Session, client_of, secretary
) -> None:
    year = published(session)
    client, anyone = client_of(secretary), client_of(None)
    before = anyone.get("/ledetraad/2028/udgave/1/ledetraad-2028.pdf").data
    element = next(one for one in queries.of_year(session, 2028).elements if one.level)
    assert f"/ledetraad/2028/ret/{element.id}" in client.get("/ledetraad/2028/ret").text
    assert "Et nyt budskab 1 om citizens." in client.get(f"/ledetraad/2028/ret/{element.id}").text
    form = {"text": "Et rettet budskab.", "why": "Et ord var forkert."}
    answer = client.post(f"/ledetraad/2028/ret/{element.id}", data=form)
    assert answer.headers["Location"] == "/ledetraad/2028"
    page, old = anyone.get("/ledetraad/2028").text, anyone.get("/ledetraad/2028/udgave/1").text
    assert ("Et rettet budskab." in page, "Rettet udgave." in page, "Et ord var forkert." in page) == (True,) * 3
    assert ("Et nyt budskab 1 om citizens." in old, "Det her er en tidligere udgave." in old) == (True, True)
    assert "Et rettet budskab." not in old
    assert anyone.get("/ledetraad/2028/udgave/1/ledetraad-2028.pdf").data == before
    assert anyone.get("/ledetraad/2028/udgave/2/ledetraad-2028.pdf").data != before
    assert anyone.get("/ledetraad/2028/udgave/3").status_code == 404
    assert year.guidance.year == 2028


def test_correction_without_a_reason_stays_on_its_page(session: Session, client_of, secretary) -> None:
    published(session)
    element = next(one for one in queries.of_year(session, 2028).elements if one.level)
    client = client_of(secretary)
    answer = client.post(f"/ledetraad/2028/ret/{element.id}", data={"text": "Et rettet budskab.", "why": ""})
    assert (answer.status_code, "Et rettet budskab." in answer.text) == (422, True)
    same = {"text": "Et nyt budskab 1 om citizens.", "why": "Intet."}
    assert client.post(f"/ledetraad/2028/ret/{element.id}", data=same).status_code == 422
    assert client.get("/ledetraad/2027/ret").status_code == 409  # taken over


@pytest.mark.starts_from(make=drafting.finished)
def test_english_page_is_there_when_it_is_written(session: Session, client_of) -> None:
    year = drafting.finished(session)
    for one in queries.of_year(session, 2028).elements:
        one.english = f"English of {one.id}."
    session.flush()
    release(session, year)
    page, danish = (client_of(None).get(f"/ledetraad/2028{end}").text for end in ("/english", ""))
    element = next(one for one in queries.of_year(session, 2028).elements if one.level)
    assert (f"English of {element.id}." in page, '<article lang="en">' in page) == (True, True)
    assert "Et nyt budskab 1 om citizens." not in page
    assert '<span lang="da">Effekt for borgerne</span>' in page  # the theme has no English name
    assert 'href="/ledetraad/2028/udgave/1/ledetraad-2028-english.pdf"' in page
    assert 'href="/ledetraad/2028/english"' in danish


def test_english_page_is_not_there_when_it_is_not_written(session: Session, client_of) -> None:
    published(session)
    assert client_of(None).get("/ledetraad/2028/english").status_code == 404


@pytest.mark.starts_from(make=drafting.begin)
def test_picture_is_handed_in_shown_and_taken_out(session: Session, client_of, secretary) -> None:
    drafting.begin(session)
    client = client_of(secretary)
    assert "Det bliver tegnet af temaernes navne" in client.get("/ledetraad/2028/vedtagelse").text
    given = {"file": (io.BytesIO(SVG), "tema.svg"), "alt": "Et tov med tre tråde"}
    assert client.post("/ledetraad/2028/temabillede", data=given).status_code == 302
    assert 'alt="Et tov med tre tråde"' in client.get("/ledetraad/2028/vedtagelse").text
    shown = client.get("/ledetraad/2028/temabillede")
    assert (shown.data, shown.mimetype) == (SVG, "image/svg+xml")
    assert shown.headers["Content-Security-Policy"].endswith("sandbox")
    client.post("/ledetraad/2028/temabillede/fjern")
    session.expire_all()
    assert session.query(Illustration).count() == 0


@pytest.mark.parametrize(
    ("content", "alt", "said"),
    [
        (SVG, "", "Skriv, hvad billedet viser."),
        (SVG.replace(b"<circle", b"<script/><circle"), "Et tov", "Billedet indeholder “&lt;script&gt;”."),
        (b"hej", "Et tov", "Filen er ikke et billede, der kan bruges."),
    ],
)
@pytest.mark.starts_from(make=drafting.begin)
def test_picture_that_cannot_be_used_is_told_on_its_page(
    session: Session, client_of, secretary, content: bytes, alt: str, said: str
) -> None:
    drafting.begin(session)
    given = {"file": (io.BytesIO(content), "tema.svg"), "alt": alt}
    answer = client_of(secretary).post("/ledetraad/2028/temabillede", data=given)
    assert answer.status_code == 422
    assert said in answer.text
    session.expire_all()
    assert session.query(Illustration).count() == 0
