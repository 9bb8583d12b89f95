"""Pages of the way to the public: adoption, the picture, publication, and what is put right afterwards.

Their Addresses stand in ROUTES; views.py registers them.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.clock import now
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import gates, labels, queries
from app.guidance.domain import GuidanceState, NotPublishedHere
from app.guidance.editions import artwork, correcting, pictures, publishing
from app.guidance.editions import reading as readings
from app.guidance.editions.edition import content_of, in_english
from app.guidance.forms import AdoptForm, CorrectionForm, IllustrationForm
from app.guidance.models import Element, Guidance, Illustration
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.settings import settings
from app.web import words

STILL_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""A picture from outside is shown, and does nothing, however it is opened."""


def adoption(year: int) -> ResponseReturnValue:
    """What is missing before adoption; then the adoption, then the publication."""
    return adoption_page(year, form=AdoptForm(formdata=None), picture=IllustrationForm(formdata=None))


def adoption_page(year: int, *, form: AdoptForm, picture: IllustrationForm, error: str = "") -> str:
    """The page; a form that did not hold stands there with what was typed and what to mend."""
    session = reading()
    guidance = queries.of_year(session, year)
    open_ = guidance.state is not GuidanceState.PUBLISHED
    return render_template(
        "guidance/adoption.html",
        guidance=guidance,
        gates=gates.open_gates(session, guidance, now=now()) if open_ else [],
        form=form,
        picture=picture,
        picture_error=error,
        own=session.get(Illustration, guidance.id) if open_ else None,
        drawn=drawn(session, guidance) if open_ else "",
        publication=queries.publication_of(session, guidance),
        secretary=current_person().has(Role.SECRETARIAT),
    )


def drawn(session: Session, guidance: Guidance) -> Markup:
    """The picture that is made of the themes; our own SVG, in which every word is escaped."""
    found = pictures.shown_of({**content_of(session, guidance, now=now()), "illustration": None}, artwork=None)
    return Markup(found.content.decode()) if found else Markup("")  # noqa: S704 - drawn by illustration.py


def adopt(year: int) -> ResponseReturnValue:
    """The directorate has adopted the text; the secretariat enters when, and under which item."""
    form = AdoptForm()
    if not form.validate():
        return adoption_page(year, form=form, picture=IllustrationForm(formdata=None)), 422
    with transaction() as session:
        publishing.adopt(
            session,
            guidance=queries.of_year(session, year),
            day=form.day.data,
            agenda_item=form.agenda_item.data or "",
            by=current_person(),
            now=now(),
        )
    flash(_("Vedtaget. Teksten ligger fast, og det er den, der bliver udsendt."), "success")
    return redirect(url_for("guidance.adoption", year=year))


def publish(year: int) -> ResponseReturnValue:
    """Publishes: the pages are set first, outside of the transaction."""
    instant, body = now(), settings().body_name
    edition = readings.compose(reading(), queries.of_year(reading(), year), body=body, now=instant)
    with transaction() as session:
        guidance = queries.of_year(session, year)
        publishing.publish(session, guidance=guidance, edition=edition, by=current_person(), now=instant)
    flash(_("Ledetråd %(year)s er offentliggjort, og året er åbnet.", year=year), "success")
    return redirect(url_for("guidance.show", year=year))


def illustration(year: int) -> ResponseReturnValue:
    """The designer's own picture, before it is published."""
    session = reading()
    guidance = queries.of_year(session, year)
    own, content = session.get(Illustration, guidance.id), queries.artwork_of(session, guidance)
    if own is None or content is None:
        raise NotPublishedHere(year=year)
    return content, {"Content-Type": own.media_type, "Content-Security-Policy": STILL_PICTURE}


def set_illustration(year: int) -> ResponseReturnValue:
    """Takes the designer's own picture; it is examined, and printed once for a trial, before it is kept."""
    form = IllustrationForm()
    if not form.validate():
        return adoption_page(year, form=AdoptForm(formdata=None), picture=form), 422
    try:
        found = artwork.examine(form.file.data.filename or "", form.content, alt=form.alt.data or "")
        readings.print_on_trial(found.content, found.media_type, alt=found.alt)
        with transaction() as session:
            guidance = queries.of_year(session, year)
            correcting.set_illustration(session, guidance=guidance, artwork=found, by=current_person(), now=now())
    except Refused as refused:
        page = adoption_page(year, form=AdoptForm(formdata=None), picture=form, error=words(refused))
        return page, refused.status
    flash(_("Billedet er gemt. Det kommer med i ledetråden i stedet for det tegnede."), "success")
    return redirect(url_for("guidance.adoption", year=year, _anchor="temabillede"))


def remove_illustration(year: int) -> ResponseReturnValue:
    """Back to the drawn picture."""
    with transaction() as session:
        guidance = queries.of_year(session, year)
        correcting.remove_illustration(session, guidance=guidance, by=current_person(), now=now())
    flash(_("Billedet er taget ud. Det tegnede kommer med i stedet."), "success")
    return redirect(url_for("guidance.adoption", year=year, _anchor="temabillede"))


def corrections(year: int) -> ResponseReturnValue:
    """The texts of the newest edition: which one is to be put right?"""
    session = reading()
    guidance = queries.published(session, year)
    publication = queries.publication_of(session, guidance)
    if publication is None:
        raise NotPublishedHere(year=year)
    texts = queries.texts_of(session, [one.id for one in guidance.elements])
    shown = [(one, texts[one.id]) for one in guidance.elements if texts.get(one.id)]
    return render_template(
        "guidance/corrections.html", guidance=guidance, publication=publication, texts=shown, labels=labels
    )


def correction(year: int, element_id: int) -> ResponseReturnValue:
    """One text, open to be put right."""
    element = _element(reading(), year, element_id)
    standing = queries.texts_of(reading(), [element.id])[element.id]
    form = CorrectionForm(formdata=None, text=standing, english=element.english)
    return correction_page(element, form)


def correction_page(element: Element, form: CorrectionForm, error: str = "") -> str:
    """The page with its form."""
    publication = queries.publication_of(reading(), element.guidance)
    if publication is None:
        raise NotPublishedHere(year=element.guidance.year)
    return render_template(
        "guidance/correction.html",
        element=element,
        publication=publication,
        english=in_english(publication.content),
        form=form,
        error=error,
        labels=labels,
    )


def correct(year: int, element_id: int) -> ResponseReturnValue:
    """Publishes the corrected edition: its files are made first, outside of the transaction."""
    form, instant, session = CorrectionForm(), now(), reading()
    element = _element(session, year, element_id)
    if not form.validate():
        return correction_page(element, form), 422
    try:
        given = {"text": form.text.data or "", "english": form.english.data or "", "why": form.why.data or ""}
        change = correcting.correction_of(session, element=element, **given, now=instant)
        content = correcting.corrected_content(session, element.guidance, change)
        own = queries.artwork_of(session, element.guidance)
        edition = readings.made_of(content, body=settings().body_name, artwork=own, now=instant)
        with transaction() as writing:
            found = _element(writing, year, element_id)
            correcting.correct(writing, element=found, change=change, edition=edition, by=current_person(), now=instant)
    except Refused as refused:
        return correction_page(element, form, words(refused)), refused.status
    flash(_("%(number)s. udgave er offentliggjort. De tidligere kan stadig læses.", number=change.edition), "success")
    return redirect(url_for("guidance.show", year=year))


def _element(session: Session, year: int, element_id: int) -> Element:
    element = queries.element(session, element_id)
    if element.guidance.year != year or element.guidance.state is not GuidanceState.PUBLISHED:
        raise NotPublishedHere(year=year)
    return element


ROUTES = (
    Route("/<int:year>/vedtagelse", ["GET"], adoption, "adoption"),
    Route("/<int:year>/vedtag", ["POST"], adopt, "adopt"),
    Route("/<int:year>/udsend", ["POST"], publish, "publish"),
    Route("/<int:year>/temabillede", ["GET"], illustration, "illustration"),
    Route("/<int:year>/temabillede", ["POST"], set_illustration, "set_illustration"),
    Route("/<int:year>/temabillede/fjern", ["POST"], remove_illustration, "remove_illustration"),
    Route("/<int:year>/ret", ["GET"], corrections, "corrections"),
    Route("/<int:year>/ret/<int:element_id>", ["GET"], correction, "correction"),
    Route("/<int:year>/ret/<int:element_id>", ["POST"], correct, "correct"),
)
