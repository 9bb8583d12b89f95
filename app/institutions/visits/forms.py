"""The form of what is known of earlier dialogues."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional


class KnownSinceForm(FlaskForm):
    """From which year all dialogues are on record; empty: from the earliest that is."""

    year = IntegerField(_("Alle dialoger er skrevet på fra og med"), [Optional(), NumberRange(1970, 2100)])
