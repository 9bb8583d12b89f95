"""How the trail's check is refused."""

from __future__ import annotations

from app.domain import N_, Refused


class TrailBroken(Refused):
    """An entry does not fit its hash or its forerunner: somebody changed the table, or the key is another one."""

    code = "trail-broken"
    sentence = N_("Logbogen er brudt ved post %(entry)s. Den er ændret, eller nøglen er en anden.")


class TrailShortened(Refused):
    """The chain fits, but the entry that stood at its end before is not where it was: the newest were cut off."""

    code = "trail-shortened"
    sentence = N_(
        "Logbogen er kortere eller en anden end før: post nummer %(expected)s mangler. Her er %(found)s poster."
    )
