"""Roles, and the ways in which sign-in and access are refused."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import Final

from app.domain import N_, Refused, one_line


class Role(Enum):
    """What a person is to the whole body. Which institution a leader heads stands in institutions.Leadership."""

    SECRETARIAT = "secretariat"
    DIRECTOR = "director"
    LEADER = "leader"


CODE_LIFE: Final = dt.timedelta(minutes=10)
MOST_TRIES: Final = 5
MOST_CODES: Final = 5
"""How many codes one person can be sent within the life of one, from wherever they are asked for."""


class SignInFailed(Refused):
    """Unknown address, wrong password, no password, closed account: the answer is the same."""

    code = "sign-in-failed"
    status = 401
    sentence = N_("Mailadressen eller adgangskoden passer ikke. Prøv igen, eller skriv til sekretariatet.")


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
MAIL_ADDRESS: Final = rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+\Z"
"""An address that every mail server takes (RFC 5322's dot-atom): without letters such as æ, which most refuse."""

LONGEST_ADDRESS: Final = 254
LONGEST_NAME: Final = 200


class AddressUnfit(Refused):
    """No mail can be sent to it, so nobody is given it: one such person would stop a whole year's invitations."""

    code = "address-unfit"
    status = 422
    sentence = N_("“%(address)s” er ikke en mailadresse, som mail når frem til. Skriv den som navn@example.dk.")


def fit_address(text: str) -> str:
    """An address as it is kept, in small letters; raises AddressUnfit."""
    address = text.strip().lower()
    if len(address) > LONGEST_ADDRESS or re.match(MAIL_ADDRESS, address) is None:
        raise AddressUnfit(address=one_line(address, longest=len(address), may_be_empty=True))
    return address


class AddressTaken(Refused):
    """Two persons cannot have one address: answers by mail could not be told apart."""

    code = "address-taken"
    sentence = N_("%(address)s hører allerede til %(name)s.")


class OwnDoorClosed(Refused):
    """Nobody takes the secretariat from herself: the last one to do so would leave nobody to let anyone in."""

    code = "own-door-closed"
    sentence = N_("Du kan ikke tage sekretariatet fra dig selv. Bed en anden i sekretariatet om det.")


class PasswordTooShort(Refused):
    """Length is what protects a password (OWASP ASVS 5.0, 6.2.1)."""

    code = "password-too-short"
    status = 422
    sentence = N_("Adgangskoden skal have mindst %(least)s tegn.")


class LinkDead(Refused):
    """A link that was never given out, has run out, or belongs to another page."""

    code = "link-dead"
    status = 404
    sentence = N_("Linket virker ikke længere. Find det nyeste i din mail, eller skriv til sekretariatet.")


class CodeDead(Refused):
    """A sign-in by mail that was never asked for in this browser, is used, ten minutes old, or tried too often."""

    code = "code-dead"
    status = 404
    sentence = N_("Linket og cifrene virker ikke længere. Bed om et nyt link, så er du inde om et øjeblik.")


class PersonUnknown(Refused):
    """A command named an address that nobody has."""

    code = "person-unknown"
    status = 404
    sentence = N_("Ingen person har adressen %(address)s.")
