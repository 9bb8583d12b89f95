"""Forms of the room: a file that comes in, and comes again with a yes; what a person knows of one unit."""

from __future__ import annotations

import base64
import binascii
import zlib

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from app.institutions.labels import OWNERSHIPS
from app.people.domain import MAIL_ADDRESS

LARGEST = 20 * 1024 * 1024
LARGEST_PACKED = 450_000
TOO_LONG = _("Det er for langt.")


def pack(content: bytes) -> str:
    """A file as the text of a hidden field: it waits in the page for the yes, on no node's disk."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def unpack(text: str) -> bytes:
    """The file again; raises ValidationError for anything else, and for what would grow too large."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(text, validate=True), LARGEST)
    except (zlib.error, binascii.Error) as error:
        raise ValidationError(_("Filen kom ikke helt igennem. Vælg den igen.")) from error
    if opened.unconsumed_tail:
        raise ValidationError(_("Filen er for stor."))
    return content


class UploadForm(FlaskForm):
    """A file that is read in: a register, earlier dialogues, or rules."""

    file = FileField(_("Filen"), [FileRequired(_("Vælg en fil."))])

    content = b""
    file_name = ""

    def validate_file(self, field: FileField) -> None:
        """Reads it, and refuses what is too large to wait in the page."""
        with field.data.stream as stream:
            self.content, self.file_name = stream.read(), field.data.filename or ""
        if len(pack(self.content)) > LARGEST_PACKED:
            raise ValidationError(_("Filen er for stor til siden. Læs den ind med flask institutions import."))


class PackedForm(FlaskForm):
    """What a person says of a file that the page has read: the same file once more, packed."""

    packed = HiddenField(validators=[InputRequired()])
    file_name = HiddenField()

    content = b""

    def validate_packed(self, field: HiddenField) -> None:
        """Unpacks the file."""
        self.content = unpack(field.data)


class UnitForm(FlaskForm):
    """What a person knows better than the register."""

    name = StringField(_("Navn"), [InputRequired(_("Skriv navnet.")), Length(max=200, message=TOO_LONG)])
    area = StringField(_("Område"), [Length(max=120, message=TOO_LONG)])
    ownership = SelectField(
        _("Ejerforhold"), choices=[SelectChoice(owner.value, word) for owner, word in OWNERSHIPS.items()]
    )
    head = StringField(_("Hører under"), [Length(max=200, message=TOO_LONG)])


class HeadForm(FlaskForm):
    """Who heads a unit, and since when."""

    name = StringField(
        _("Lederens navn"), [InputRequired(_("Skriv lederens navn.")), Length(max=200, message=TOO_LONG)]
    )
    address = EmailField(
        _("Mailadresse"),
        [
            InputRequired(_("Skriv en mailadresse.")),
            Regexp(MAIL_ADDRESS, message=_("Skriv adressen som navn@example.dk, uden æ, ø og å.")),
            Length(max=254, message=TOO_LONG),
        ],
    )
    from_day = DateField(_("Leder fra"), [InputRequired(_("Vælg en dag."))])
