"""Publishing from the command line: the set of an edition, the designer's own picture, a corrected edition."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click
from sqlalchemy.orm import Session

from app.clock import now
from app.database import database, reading, transaction
from app.guidance import queries
from app.guidance.domain import GuidanceState, NotPublishedHere
from app.guidance.editions import artwork, correcting, publishing, shelf
from app.guidance.editions import reading as readings
from app.guidance.editions.edition import canonical, fingerprint
from app.guidance.models import Publication
from app.settings import settings

SUMS = "SHA256SUMS"


@click.command("publish")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the files and their hashes here.")
def publish_command(year: int, out: Path | None) -> None:
    """Publish the adopted guidance of YEAR, and open the year that talks about it.

    One that is published already stays as it is: its files are written to the folder again, the same bytes.
    """
    session = reading()
    guidance = queries.of_year(session, year)
    publication = queries.publication_of(session, guidance)
    if guidance.state is GuidanceState.PUBLISHED and (publication is None or out is None):
        raise NotPublishedHere(year=year) if publication is None else click.UsageError(f"{year} is published already.")
    if publication is None:
        instant = now()
        made = readings.compose(session, guidance, body=settings().body_name, now=instant)
        with transaction() as writing:
            found = queries.of_year(writing, year)
            publishing.publish(writing, guidance=found, edition=made, by=None, now=instant)
    _tell(year, out)


@click.command("correct")
@click.argument("element", type=int)
@click.argument("text", type=click.File(encoding="utf-8"))
@click.option("--why", required=True, help="What was wrong: it stands on the page.")
@click.option("--english", type=click.File(encoding="utf-8"), help="The corrected English.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the files and their hashes here.")
def correct_command(element: int, text: TextIO, why: str, english: TextIO | None, out: Path | None) -> None:
    """Publish a corrected edition, in which ELEMENT has the words of the file TEXT (- for standard input)."""
    session, instant = reading(), now()
    found = queries.element(session, element)
    words = english.read() if english else found.english
    change = correcting.correction_of(session, element=found, text=text.read(), english=words, why=why, now=instant)
    content, own = (
        correcting.corrected_content(session, found.guidance, change),
        queries.artwork_of(session, found.guidance),
    )
    edition = readings.made_of(content, body=settings().body_name, artwork=own, now=instant)
    with transaction() as writing:
        standing = queries.element(writing, element)
        correcting.correct(writing, element=standing, change=change, edition=edition, by=None, now=instant)
    _tell(found.guidance.year, out)


@click.command("illustration")
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--alt", required=True, help="What the picture shows, in words.")
def illustration_command(year: int, file: Path, alt: str) -> None:
    """Take the designer's own picture FILE (PNG, JPEG, SVG) for YEAR instead of the one that is drawn."""
    found = artwork.examine(file.name, file.read_bytes(), alt=alt)
    readings.print_on_trial(found.content, found.media_type, alt=found.alt)
    with transaction() as session:
        guidance = queries.of_year(session, year)
        correcting.set_illustration(session, guidance=guidance, artwork=found, by=None, now=now())
    click.echo(f"{found.name} is the picture of {year}.")


def _tell(year: int, out: Path | None) -> None:
    """Says what is published, from what the database holds now."""
    with database().read() as session:  # a new one: it sees what was written just now
        publication = queries.publication_of(session, queries.of_year(session, year))
        if publication is None:
            raise NotPublishedHere(year=year)
        number, digest = publication.edition, publication.pdf_sha256
        files = _files(session, publication, year)
    if out is not None:
        write_set(files, out)
    click.echo(f"{year} is published, edition {number}. PDF: SHA-256 {digest}.")


def _files(session: Session, publication: Publication, year: int) -> dict[str, bytes]:
    """Every file of an edition by its name."""
    found = {shelf.content_name(year): canonical(publication.content)}
    for kept in queries.files_of(session, publication, year=year):
        own = kept.name == queries.pdf_name(year)
        found[kept.name] = (
            queries.pdf_of(session, publication) if own else queries.bytes_of(session, publication, kept.name)
        )
    return found


def write_set(files: dict[str, bytes], out: Path) -> None:
    """The files, and their hashes as `sha256sum --check` reads them."""
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    sums = [f"{fingerprint(content)}  {name}\n" for name, content in sorted(files.items())]
    (out / SUMS).write_text("".join(sums), encoding="utf-8")


COMMANDS = (publish_command, correct_command, illustration_command)
