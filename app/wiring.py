"""Every registration between rooms, on one screen: pages, commands, menus, and what the ports are filled with.

Nothing registers by being imported; create_app() calls connect(), for the pages, the commands and the jobs process.
"""

from __future__ import annotations

import click
from flask import Blueprint, Flask

from app.backup import commands as backup_commands
from app.communication import commands as communication_commands
from app.communication import front as communication_front
from app.communication import views as communication_views
from app.cycle import commands as cycle_commands
from app.cycle import front
from app.cycle import views as cycle_views
from app.cycle.ports import FRONT_PAGE, YEAR_GATES, FrontPage
from app.dialogues import commands as dialogues_commands
from app.dialogues import finding as dialogues_finding
from app.dialogues import front as dialogues_front
from app.dialogues import mail_texts as dialogues_mail_texts
from app.dialogues import queries as dialogues_queries
from app.dialogues import views as dialogues_views
from app.dialogues.before import known as dialogues_known
from app.domain import N_
from app.follow_up import commands as follow_up_commands
from app.follow_up import front as follow_up_front
from app.follow_up import services as follow_up_services
from app.follow_up import views as follow_up_views
from app.guidance import commands as guidance_commands
from app.guidance import finding as guidance_finding
from app.guidance import front as guidance_front
from app.guidance import views as guidance_views
from app.guidance.consultation import examples as guidance_examples
from app.insights import commands as insights_commands
from app.insights import front as insights_front
from app.insights import views as insights_views
from app.institutions import commands as institutions_commands
from app.institutions import queries as institutions
from app.institutions import start as institutions_start
from app.institutions import views as institutions_views
from app.institutions.ports import CHOICE_USED
from app.invitations import commands as invitations_commands
from app.invitations import front as invitations_front
from app.invitations import known as invitations_known
from app.invitations import services as invitations_services
from app.invitations import views as invitations_views
from app.invitations.answers import incoming as invitations_incoming
from app.invitations.sending import texts as invitations_texts
from app.mail import commands as mail_commands
from app.mail import front as mail_front
from app.mail import views as mail_views
from app.mail.ports import RECEIVER, register_handler
from app.mail.writing.texts import register_texts
from app.people import commands as people_commands
from app.people import views as people_views
from app.people.access import register_rule
from app.people.domain import Role
from app.people.ports import Menus
from app.scheduling import commands as scheduling_commands
from app.scheduling import front as scheduling_front
from app.scheduling import views as scheduling_views
from app.scheduling.calendars import sources as scheduling_sources
from app.scheduling.polls import services as scheduling_polls
from app.scheduling.polls import texts as scheduling_poll_texts
from app.scheduling.ports import TOLD
from app.search import commands as search_commands
from app.search import views as search_views
from app.search.ports import register_source
from app.selection import bare_commands as selection_commands
from app.selection import front as selection_front
from app.selection import using as selection_using
from app.selection import views as selection_views
from app.trail import commands as trail_commands
from app.web import MENUS

BLUEPRINTS: tuple[Blueprint, ...] = (
    people_views.blueprint,
    cycle_views.blueprint,
    mail_views.blueprint,
    search_views.blueprint,
    institutions_views.blueprint,
    selection_views.blueprint,
    scheduling_views.blueprint,
    invitations_views.blueprint,
    dialogues_views.blueprint,
    insights_views.blueprint,
    guidance_views.blueprint,
    communication_views.blueprint,
    follow_up_views.blueprint,
)

COMMANDS: tuple[click.Group, ...] = (
    *people_commands.GROUPS,
    *cycle_commands.GROUPS,
    *trail_commands.GROUPS,
    *search_commands.GROUPS,
    *backup_commands.GROUPS,
    *institutions_commands.GROUPS,
    *selection_commands.GROUPS,
    *scheduling_commands.GROUPS,
    *dialogues_commands.GROUPS,
    *insights_commands.GROUPS,
    *guidance_commands.GROUPS,
    *communication_commands.GROUPS,
    *follow_up_commands.GROUPS,
    *mail_commands.GROUPS,
    *invitations_commands.GROUPS,
)

GUESTS: tuple[tuple[click.Group, click.Command], ...] = (
    (guidance_commands.group, communication_commands.paper_command),  # flask guidance paper YEAR
)
"""A command of a later room that people look for in the group of an earlier one."""

CALENDAR = ("invitations.my_feed", N_("Møderne i min kalender"))
OWN_TIMES = ("scheduling.my_sources", N_("Hvornår jeg er optaget"))

MENU = Menus(
    main={
        Role.SECRETARIAT: (
            ("cycle.front", N_("Overblik")),
            ("institutions.overview", N_("Institutioner")),
            ("selection.overview", N_("Udvælgelse")),
            ("scheduling.overview", N_("Tider")),
            ("invitations.overview", N_("Indkaldelser")),
            ("dialogues.overview", N_("Dialoger")),
            ("insights.overview", N_("Indsigter")),
            ("guidance.overview", N_("Ledetråd")),
            ("follow_up.overview", N_("Opfølgning")),
        ),
        Role.DIRECTOR: (
            ("cycle.front", N_("Overblik")),
            ("dialogues.overview", N_("Dialoger")),
            ("insights.overview", N_("Indsigter")),
            ("guidance.overview", N_("Ledetråd")),
        ),
        Role.LEADER: (("cycle.front", N_("Vores dialog")),),
    },
    own={
        Role.SECRETARIAT: (
            ("people.overview", N_("Personer")),
            ("invitations.inbox", N_("Indbakke")),
            ("cycle.years", N_("Årene")),
            ("mail.overview", N_("Mails")),
            ("cycle.first_start", N_("Kom i gang")),
            CALENDAR,
        ),
        Role.DIRECTOR: (CALENDAR, OWN_TIMES),
        Role.LEADER: (CALENDAR, OWN_TIMES),
    },
)


def connect(app: Flask) -> None:
    """Fills the ports."""
    for group, command in GUESTS:
        group.add_command(command)
    app.extensions[MENUS] = MENU
    app.extensions[FRONT_PAGE] = FrontPage(
        start=[
            front.own_start_steps,
            institutions_start.start_steps,
            scheduling_front.start_steps,
            guidance_front.start_steps,
        ],
        led=institutions.led_by,
        notice=dialogues_known.notice_of,
        seats=insights_front.seat_rows,
        steps=[
            mail_front.next_steps,
            selection_front.next_steps,
            scheduling_front.next_steps,
            invitations_front.next_steps,
            dialogues_front.next_steps,
            insights_front.next_steps,
            guidance_front.next_steps,
            communication_front.next_steps,
            follow_up_front.next_steps,
        ],
    )
    app.extensions[CHOICE_USED] = selection_using.choice_used
    app.extensions[YEAR_GATES] = (follow_up_services.require_finished,)
    for handler in (invitations_services.BOUNCES, *scheduling_polls.HANDLERS):
        register_handler(app, handler)
    register_texts(app, (*invitations_texts.TEXTS, *dialogues_mail_texts.TEXTS, *scheduling_poll_texts.TEXTS))
    app.extensions[TOLD] = invitations_known.known_of
    app.extensions[RECEIVER] = invitations_incoming.receive
    register_rule(app, dialogues_queries.OWN_DIALOGUE)
    register_rule(app, guidance_examples.OWN_EXAMPLE)
    register_rule(app, scheduling_sources.OWN_CALENDAR)
    register_source(app, dialogues_finding.SOURCE)
    register_source(app, guidance_finding.SOURCE)
