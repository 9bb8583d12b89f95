"""What another forum said this year about the guidance. Made up, like all of it."""

from __future__ import annotations

from app.dialogues.domain import Forum
from demonstration.story.said import EMPLOYEES, FORM, ORGANISATION, Said

FORUM, TITLE = Forum.HEADS_FORUM, "Lederforum om de første dialoger"

SAID = (
    Said(1, "Flere har lagt spørgsmålet om virkning ind i deres egne personalemøder.", EMPLOYEES),
    Said(2, "Det tværgående går bedst dér, hvor to ledere har aftalt en fast dag og holder den.", ORGANISATION),
    Said(FORM, "Den er nemmere at tale ud fra, når spørgsmålene står på en side for sig."),
)
