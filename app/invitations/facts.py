"""What an invited head wants to know first; it stands in her mail and on her page, in the order in which she asks.

The words are a text that the secretariat can adjust (texts.py); here they are put under their headings for a page.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.invitations.models import Invitation
from app.invitations.sending.texts import explanation, institution_of
from app.mail.writing.texts import Section, sections

__all__ = ["Fact", "facts_for", "institution_of"]
Fact = Section


def facts_for(session: Session, invitation: Invitation) -> list[Fact]:
    """Why us, what it takes, what is written down, whom to bring; and last, that Outlook is enough."""
    return sections(explanation(session, invitation))
