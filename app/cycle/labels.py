"""What phases, milestones and stages are called on a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from app.cycle.domain import Level, MilestoneKind, Phase, Stage

PHASES = {
    Phase.SELECTION: _("Udvælgelse"),
    Phase.DIALOGUES: _("Dialoger"),
    Phase.INSIGHTS: _("Indsigter"),
    Phase.DRAFT: _("Udkast"),
    Phase.CONSULTATION: _("Høring"),
    Phase.ADOPTION: _("Vedtagelse"),
    Phase.SENDING: _("Udsendelse"),
}

MILESTONES = {
    MilestoneKind.ANNUAL_PLANS: _("Årsplanerne er klar"),
    MilestoneKind.CHOSEN: _("De seks er valgt"),
    MilestoneKind.DIALOGUES_FROM: _("Dialogerne begynder"),
    MilestoneKind.DIALOGUES_TO: _("Dialogerne slutter"),
    MilestoneKind.CODED: _("Indsigterne er skrevet"),
    MilestoneKind.DISCUSSED: _("Direktionens egen drøftelse"),
    MilestoneKind.HEADS_FORUM: _("Chefforum og ledergruppen"),
    MilestoneKind.JOINT_COMMITTEE: _("Hovedudvalget (MED)"),
    MilestoneKind.ADOPTED: _("Ledetråden vedtages"),
    MilestoneKind.SENT: _("Ledetråden sendes ud"),
    MilestoneKind.FINANCE_COMMITTEE: _("Økonomiudvalget orienteres"),
    MilestoneKind.PRESENTED: _("Ledelsesseminar, informationsmøde og kurser"),
}

STAGES = {
    Stage.CHOSEN: _("valgt"),
    Stage.TIME: _("tid"),
    Stage.INVITED: _("indkaldt"),
    Stage.HELD: _("holdt"),
    Stage.NOTES: _("noter"),
    Stage.INSIGHTS: _("indsigter"),
}

MONTHS = (
    _("jan"),
    _("feb"),
    _("marts"),
    _("apr"),
    _("maj"),
    _("juni"),
    _("juli"),
    _("aug"),
    _("sep"),
    _("okt"),
    _("nov"),
    _("dec"),
)

COUNTS = {
    2: _("to"),
    3: _("tre"),
    4: _("fire"),
    5: _("fem"),
    6: _("seks"),
    7: _("syv"),
    8: _("otte"),
    9: _("ni"),
    10: _("ti"),
}


def count_word(count: int) -> str:
    """A small number as people say it."""
    return str(COUNTS.get(count, count))


def weeks_word(weeks: int) -> str:
    """So many weeks, as people say it."""
    return ngettext("en uge", "%(count)s uger", weeks, count=count_word(weeks))


LEVELS = {
    Level.CITIZENS: _("Borgerne"),
    Level.ORGANISATION: _("Organisationen"),
    Level.EMPLOYEES: _("Medarbejderne"),
}


def level_word(level: Level | None) -> str:
    """For whom a message is meant, as a word."""
    return str(LEVELS[level]) if level else ""
