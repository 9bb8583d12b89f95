"""The one table that says who may open what. A route that is not in it does not start.

`Access.roles`: who may come in; ANYONE also without signing in. `Access.rule`: the name of an object rule, registered
in app/wiring.py, which must hold as well. Scope stands in SQL too (`visible_to`): the table opens doors, it does not
filter what lies behind them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.people.domain import Role


@dataclass(frozen=True)
class Access:
    """Who may open an endpoint. `anyone` pages are public or open by the token in their address."""

    roles: frozenset[Role] = frozenset()
    rule: str | None = None
    anyone: bool = False


ANYONE: Final = Access(anyone=True)
SIGNED_IN: Final = Access(frozenset(Role))
SECRETARIAT: Final = Access(frozenset({Role.SECRETARIAT}))
STAFF: Final = Access(frozenset({Role.SECRETARIAT, Role.DIRECTOR}))
OWN_DIALOGUE: Final = Access(frozenset(Role), rule="own-dialogue")
OWN_PLAN: Final = Access(frozenset({Role.SECRETARIAT, Role.LEADER}), rule="own-dialogue")

MATRIX: Final[dict[str, Access]] = {
    # the house
    "assets": ANYONE,
    "static": ANYONE,
    "logo": ANYONE,
    "livez": ANYONE,
    "readyz": ANYONE,
    # people
    "people.sign_in": ANYONE,
    "people.ask_link": ANYONE,
    "people.open_link": ANYONE,
    "people.enter_digits": ANYONE,
    "people.sign_out": SIGNED_IN,
    "people.choose_language": ANYONE,
    "people.my_page": SIGNED_IN,
    "people.overview": SECRETARIAT,
    "people.add": SECRETARIAT,
    "people.change": SECRETARIAT,
    # cycle
    "cycle.front": SIGNED_IN,
    "cycle.first_start": SECRETARIAT,
    "cycle.try_mail": SECRETARIAT,
    "cycle.years": SECRETARIAT,
    "cycle.open_year": SECRETARIAT,
    "cycle.year": STAFF,
    "cycle.move_days": SECRETARIAT,
    "cycle.close_year": SECRETARIAT,
    "cycle.reopen_year": SECRETARIAT,
    "cycle.help": ANYONE,
    # search
    "search.search": SIGNED_IN,
    # institutions
    "institutions.overview": STAFF,
    "institutions.show": STAFF,
    "institutions.change": SECRETARIAT,
    "institutions.appoint": SECRETARIAT,
    "institutions.close": SECRETARIAT,
    "institutions.import_file": SECRETARIAT,
    "institutions.confirm_import": SECRETARIAT,
    "institutions.visits": SECRETARIAT,
    # selection
    "selection.overview": STAFF,
    "selection.everyone": STAFF,
    "selection.check": STAFF,
    "selection.record": SECRETARIAT,
    "selection.prepare": SECRETARIAT,
    "selection.publish": SECRETARIAT,
    "selection.choose": SECRETARIAT,
    "selection.take_over": SECRETARIAT,
    "selection.withdraw": SECRETARIAT,
    # scheduling
    "scheduling.overview": SECRETARIAT,
    "scheduling.propose": SECRETARIAT,
    "scheduling.new_time": SECRETARIAT,
    "scheduling.choose_time": SECRETARIAT,
    "scheduling.calendars": SECRETARIAT,
    "scheduling.calendar": SECRETARIAT,
    "scheduling.upload": SECRETARIAT,
    "scheduling.rooms": SECRETARIAT,
    "scheduling.close_room": SECRETARIAT,
    # invitations
    "invitations.overview": SECRETARIAT,
    "invitations.preview": SECRETARIAT,
    "invitations.send": SECRETARIAT,
    "invitations.accept_plan": SECRETARIAT,
    "invitations.accept_move": SECRETARIAT,
    "invitations.take_over": SECRETARIAT,
    "invitations.cancel": SECRETARIAT,
    "invitations.keep_time": SECRETARIAT,
    "invitations.remind": SECRETARIAT,
    "invitations.invite": SECRETARIAT,
    "invitations.remove": SECRETARIAT,
    "invitations.show": SECRETARIAT,
    "invitations.note_answer": SECRETARIAT,
    "invitations.correct": SECRETARIAT,
    "invitations.resend": SECRETARIAT,
    "invitations.answer": ANYONE,
    "invitations.calendar": ANYONE,
    "invitations.my_answer": SIGNED_IN,
    "invitations.my_calendar": SIGNED_IN,
    # dialogues
    "dialogues.overview": STAFF,
    "dialogues.show": OWN_DIALOGUE,
    "dialogues.prepare_agenda": OWN_DIALOGUE,
    "dialogues.send_agenda": SECRETARIAT,
    "dialogues.agenda_by_link": ANYONE,
    "dialogues.plan": OWN_PLAN,
    "dialogues.plan_file": OWN_DIALOGUE,
    "dialogues.briefing": STAFF,
    "dialogues.briefing_pdf": STAFF,
    "dialogues.write_briefing": SECRETARIAT,
    "dialogues.hold": SECRETARIAT,
    "dialogues.review": SECRETARIAT,
    "dialogues.ask": SECRETARIAT,
    "dialogues.remind": SECRETARIAT,
    "dialogues.settle": SECRETARIAT,
    "dialogues.settle_remark": SECRETARIAT,
    "dialogues.take_back": SECRETARIAT,
    "dialogues.confirm": OWN_DIALOGUE,
    "dialogues.by_link": ANYONE,
    "dialogues.minutes_page": OWN_DIALOGUE,
    "dialogues.minutes_pdf": OWN_DIALOGUE,
    "dialogues.minutes_word": OWN_DIALOGUE,
    "dialogues.linked_page": ANYONE,
    "dialogues.linked_pdf": ANYONE,
    "dialogues.linked_word": ANYONE,
    "dialogues.earlier": STAFF,
    "dialogues.add_discussion": SECRETARIAT,
    "dialogues.discussion": STAFF,
    "dialogues.close_discussion": SECRETARIAT,
    "dialogues.reopen_discussion": SECRETARIAT,
    "dialogues.notes_file": SECRETARIAT,
    "dialogues.import_notes": SECRETARIAT,
    "dialogues.write": SECRETARIAT,
    "dialogues.add": SECRETARIAT,
    "dialogues.promise": SECRETARIAT,
    "dialogues.changes": SECRETARIAT,
    "dialogues.gather": SECRETARIAT,
    "dialogues.attendance": SECRETARIAT,
    "dialogues.passage": SECRETARIAT,
    "dialogues.save": SECRETARIAT,
    "dialogues.place": SECRETARIAT,
    "dialogues.move": SECRETARIAT,
    "dialogues.remove": SECRETARIAT,
    "dialogues.split": SECRETARIAT,
    "dialogues.merge": SECRETARIAT,
    "dialogues.choose": SECRETARIAT,
    # insights
    "insights.overview": STAFF,
    "insights.theme": STAFF,
    "insights.new": SECRETARIAT,
    "insights.tie": SECRETARIAT,
    "insights.change": SECRETARIAT,
    "insights.change_evidence": SECRETARIAT,
    "insights.remove_evidence": SECRETARIAT,
    "insights.merge": SECRETARIAT,
    "insights.split": SECRETARIAT,
    "insights.edition": STAFF,
    "insights.over_years": STAFF,
    "insights.download": STAFF,
    "insights.download_years": STAFF,
    # guidance
    "guidance.overview": SIGNED_IN,
    "guidance.show": ANYONE,
    "guidance.pdf": ANYONE,
    "guidance.english": ANYONE,
    "guidance.edition": ANYONE,
    "guidance.file": ANYONE,
    "guidance.corrections": SECRETARIAT,
    "guidance.correction": SECRETARIAT,
    "guidance.correct": SECRETARIAT,
    "guidance.illustration": STAFF,
    "guidance.set_illustration": SECRETARIAT,
    "guidance.remove_illustration": SECRETARIAT,
    "guidance.history": STAFF,
    "guidance.start": STAFF,
    "guidance.draft": STAFF,
    "guidance.write": STAFF,
    "guidance.write_english": STAFF,
    "guidance.word": STAFF,
    "guidance.word_return": STAFF,
    "guidance.preview_word": STAFF,
    "guidance.take_word": STAFF,
    "guidance.revisions": STAFF,
    "guidance.mark_own": STAFF,
    "guidance.tie": STAFF,
    "guidance.untie": STAFF,
    "guidance.affirm": STAFF,
    "guidance.fates": STAFF,
    "guidance.decide": STAFF,
    "guidance.themes": STAFF,
    "guidance.set_theme": STAFF,
    "guidance.change_theme": STAFF,
    "guidance.trace": STAFF,
    "guidance.passage_trace": STAFF,
    "guidance.adoption": STAFF,
    "guidance.adopt": SECRETARIAT,
    "guidance.publish": SECRETARIAT,
    "guidance.use": SECRETARIAT,
    "guidance.take_over": SECRETARIAT,
    "guidance.read_earlier": SECRETARIAT,
    "guidance.point_out": SECRETARIAT,
    # follow_up
    "follow_up.overview": STAFF,
    "follow_up.write": SECRETARIAT,
    "follow_up.send": SECRETARIAT,
    "follow_up.letter_of": SIGNED_IN,
    "follow_up.pdf": SIGNED_IN,
    "follow_up.adopt": SECRETARIAT,
    "follow_up.keep_promise": SECRETARIAT,
    "follow_up.by_link": ANYONE,
    "follow_up.pdf_by_link": ANYONE,
}

DEMONSTRATION: Final[dict[str, Access]] = {
    "demonstration.sign_in": ANYONE,
    "demonstration.mails": ANYONE,
    "demonstration.mail": ANYONE,
    "demonstration.mail_html": ANYONE,
    "demonstration.mail_calendar": ANYONE,
}
"""Rows that count only where the demonstration has registered its pages."""
