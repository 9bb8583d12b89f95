"""Imports every table, so that migrations, jobs and commands know all of them; nothing else belongs here."""

from app.communication import models as communication
from app.cycle import models as cycle
from app.dialogues import models as dialogues
from app.follow_up import models as follow_up
from app.guidance import models as guidance
from app.insights import models as insights
from app.institutions import models as institutions
from app.invitations import models as invitations
from app.mail import models as mail
from app.people import models as people
from app.scheduling import models as scheduling
from app.search import models as search
from app.selection import models as selection
from app.trail import models as trail

__all__ = [
    "communication",
    "cycle",
    "dialogues",
    "follow_up",
    "guidance",
    "insights",
    "institutions",
    "invitations",
    "mail",
    "people",
    "scheduling",
    "search",
    "selection",
    "trail",
]
