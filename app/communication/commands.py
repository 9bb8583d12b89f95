"""The communication from the command line: the plan and its mail, slides, courses, the committee paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from app.clock import at, local_day, now
from app.commands import RoomCommand, command_group, print_json
from app.communication import calling_off, courses, mailing, pages, papers, plans, printing, queries
from app.communication.domain import Channel
from app.communication.models import CommitteePaper, PlanStep
from app.database import reading, transaction
from app.guidance import queries as guidances
from app.people import queries as people
from app.people.domain import PersonUnknown
from app.settings import settings

group = command_group("communication", "How a guidance is told of: the plan, its mail, slides, courses, the paper.")
GROUPS = (group,)
DAY = click.DateTime(formats=["%Y-%m-%d"])
MOMENT = click.DateTime(formats=["%Y-%m-%dT%H:%M"])


@group.command("plan")
@click.argument("year", type=int)
@click.option("--lay", is_flag=True, help="Take over the rows that the year's days propose.")
@click.option("--json", "as_json", is_flag=True)
def plan_command(year: int, lay: bool, as_json: bool) -> None:
    """Show the communication plan of the guidance of YEAR."""
    if lay:
        with transaction() as session:
            plans.lay_plan(session, guidance=guidances.of_year(session, year), by=None, now=now())
    rows = [_row(one) for one in queries.steps_of(reading(), guidances.of_year(reading(), year))]
    if as_json:
        print_json({"year": year, "rows": rows})
        return
    for row in rows:
        click.echo(f"{row['id']:>6} {row['day']} {row['channel']:<9} {row['done_on'] or 'open':<10} {row['audience']}")
    if not rows:
        click.echo("There is no plan yet.")


def _row(step: PlanStep) -> dict[str, Any]:
    return {
        "id": step.id,
        "day": step.day.isoformat(),
        "channel": step.channel.value,
        "audience": step.audience,
        "owner": step.owner.address if step.owner else None,
        "done_on": step.done_on.isoformat() if step.done_on else None,
        "sent_at": step.sent_at.isoformat() if step.sent_at else None,
    }


@group.command("add")
@click.argument("year", type=int)
@click.argument("channel", type=click.Choice([one.value for one in Channel]))
@click.argument("day", type=DAY)
@click.argument("audience")
def add_command(year: int, channel: str, day: dt.datetime, audience: str) -> None:
    """Add a row to the plan of YEAR: CHANNEL, DAY and who is told."""
    with transaction() as session:
        made = plans.add_step(
            session,
            guidance=guidances.of_year(session, year),
            channel=Channel(channel),
            audience=audience,
            day=day.date(),
            by=None,
            now=now(),
        )
        number = made.id
    click.echo(f"Row {number} is in the plan.")


@group.command("remove")
@click.argument("step", type=int)
def remove_command(step: int) -> None:
    """Take the row STEP out of its plan."""
    with transaction() as session:
        plans.remove_step(session, step=queries.step(session, step), by=None, now=now())
    click.echo(f"Row {step} is removed.")


@group.command("done")
@click.argument("step", type=int)
@click.option("--on", type=DAY, help="The day; today if nothing is said.")
@click.option("--not", "no_longer", is_flag=True, help="It was not done after all.")
def done_command(step: int, on: dt.datetime | None, no_longer: bool) -> None:
    """The row STEP of a plan was done."""
    day = None if no_longer else on.date() if on else local_day(now())
    with transaction() as session:
        plans.finish_step(session, step=queries.step(session, step), on=day, by=None, now=now())
    click.echo(f"Row {step} is {'open again' if no_longer else 'done'}.")


@group.command("mail")
@click.argument("step", type=int)
@click.option("--send", is_flag=True, help="Send it; without this it is only shown.")
@click.option("--stop", is_flag=True, help="Take it back while nothing of it has left.")
@click.option("--json", "as_json", is_flag=True)
def mail_command(step: int, send: bool, stop: bool, as_json: bool) -> None:
    """Show who would get the mail of the row STEP, or send it."""
    body = settings().body_name
    if send or stop:
        with transaction() as session:
            found = queries.step(session, step)
            if send:
                count = mailing.send_mail(session, step=found, body=body, by=None, now=now())
            else:
                count = mailing.stop_mail(session, step=found, by=None, now=now())
        click.echo(f"{count} mails {'are written' if send else 'are stopped'}.")
        return
    ready = mailing.ready_mail(reading(), step=queries.step(reading(), step), body=body, now=now())
    told = {
        "subject": ready.subject,
        "text": ready.text,
        "to": [one.address for one in ready.circle.people],
        "without_address": [one.name for one in ready.circle.unreachable],
        "without_head": [one.name for one in ready.circle.headless],
    }
    if as_json:
        print_json(told)
        return
    click.echo(f"{ready.subject}\n\n{ready.text}\n\nTo {len(ready.circle.people)}: {', '.join(told['to'])}")
    click.echo(
        f"Units without a head: {len(ready.circle.headless)}; without an address: {len(ready.circle.unreachable)}"
    )


@group.command("slides")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def slides_command(year: int, out: Path) -> None:
    """Write the five slides of the guidance of YEAR as PPTX."""
    out.write_bytes(pages.slide_show(reading(), guidances.of_year(reading(), year), body=settings().body_name))
    click.echo(f"{out.name} is written.")


@group.command("course")
@click.argument("year", type=int)
@click.argument("title")
@click.argument("starts", type=MOMENT)
@click.argument("ends", type=MOMENT)
@click.argument("place")
@click.option("--material", default="", help="A link to the material.")
def course_command(year: int, title: str, *, starts: dt.datetime, ends: dt.datetime, place: str, material: str) -> None:
    """Enter a course for the guidance of YEAR, from STARTS to ENDS (2027-12-14T09:00, Danish time), at PLACE."""
    with transaction() as session:
        made = courses.add_course(
            session,
            guidance=guidances.of_year(session, year),
            title=title,
            starts_at=at(starts.date(), starts.hour, starts.minute),
            ends_at=at(ends.date(), ends.hour, ends.minute),
            place=place,
            material=material,
            by=None,
            now=now(),
        )
        number = made.id
    click.echo(f"Course {number} is entered.")


@group.command("invite")
@click.argument("course", type=int)
@click.argument("addresses", nargs=-1)
@click.option("--everyone", is_flag=True, help="The whole managers' circle.")
def invite_command(course: int, addresses: tuple[str, ...], everyone: bool) -> None:
    """Invite ADDRESSES (or everyone), and whoever else on the list of COURSE has not been told."""
    with transaction() as session:
        found = queries.course(session, course)
        if everyone or addresses:
            circle = queries.managers_circle(session, local_day(now())).people
            wanted = circle if everyone else [_person(session, one) for one in addresses]
            courses.add_places(session, course=found, people=wanted, by=None, now=now())
        count = courses.invite(session, course=found, by=None, now=now())
    click.echo(f"{count} invitations are on their way.")


@group.command("call-off")
@click.argument("course", type=int)
def call_off_command(course: int) -> None:
    """Call COURSE off: whoever was told of it gets a mail that takes it out of the calendar. It cannot be undone."""
    with transaction() as session:
        count = calling_off.call_off(session, course=queries.course(session, course), by=None, now=now())
    click.echo(f"The course is off; {count} mails are on their way.")


@group.command("attendance")
@click.argument("course", type=int)
@click.argument("addresses", nargs=-1)
def attendance_command(course: int, addresses: tuple[str, ...]) -> None:
    """ADDRESSES came to COURSE; the others on its list did not."""
    with transaction() as session:
        found = queries.course(session, course)
        came = {_person(session, one).id for one in addresses}
        courses.note_attendance(session, course=found, came=came, by=None, now=now())
    click.echo(f"{len(came)} came.")


def _person(session: Session, address: str) -> Any:
    found = people.by_address(session, address)
    if found is None:
        raise PersonUnknown(address=address)
    return found


@click.command("paper", cls=RoomCommand)
@click.argument("year", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="FILE.docx, FILE.pdf or FILE.txt.")
@click.option("--committee", default="", help="Which committee; the plan's, if nothing is said.")
@click.option("--meeting", type=DAY, help="When it meets; the plan's day, if nothing is said.")
@click.option("--case", "case_number", default="", help="The case number.")
@click.option("--renew", is_flag=True, help="Write anew what is stale and nobody has edited.")
@click.option("--json", "as_json", is_flag=True)
def paper_command(
    year: int,
    *,
    out: Path | None,
    committee: str,
    meeting: dt.datetime | None,
    case_number: str,
    renew: bool,
    as_json: bool,
) -> None:
    """Write the committee paper on the guidance of YEAR; where there is one already, it is taken as it stands."""
    _begin(year, committee, meeting.date() if meeting else None, case_number)
    if renew:
        with transaction() as session:
            papers.renew_paper(session, paper=queries.paper(session, year), by=None, now=now())
    standing = queries.paper(reading(), year)
    if out is not None:
        out.write_bytes(_rendered(standing, out.suffix))
    shown = pages.paper_page(reading(), standing, now())
    if as_json:
        print_json(_paper_as_json(shown))
        return
    click.echo(f"The paper of {year} has {len(standing.sentences)} sentences; {shown.stale} are stale.")


def _begin(year: int, committee: str, meeting_on: dt.date | None, case_number: str) -> None:
    """Writes the paper where there is none."""
    if queries.paper_of(reading(), guidances.of_year(reading(), year)) is not None:
        return
    with transaction() as session:
        guidance = guidances.of_year(session, year)
        planned, day = plans.committee_of(session, guidance)
        papers.write_paper(
            session,
            guidance=guidance,
            committee=committee or planned,
            meeting_on=meeting_on or day or local_day(now()),
            case_number=case_number,
            by=None,
            now=now(),
        )


def _rendered(paper: CommitteePaper, ending: str) -> bytes:
    if ending not in printing.AS:
        raise click.UsageError("Name a file that ends in .docx, .pdf or .txt.")
    return printing.AS[ending](printing.content_of(paper, body=settings().body_name))


def _paper_as_json(page: pages.PaperPage) -> dict[str, Any]:
    paper = page.paper
    return {
        "committee": paper.committee,
        "meeting_on": paper.meeting_on.isoformat(),
        "case_number": paper.case_number,
        "decided_on": paper.decided_on.isoformat() if paper.decided_on else None,
        "sentences": [
            {
                "id": one.sentence.id,
                "part": part.value,
                "source": one.sentence.source,
                "text": one.sentence.text,
                "edited": one.sentence.edited,
                "standing": one.standing.value,
            }
            for part, said in page.parts
            for one in said
        ],
        "missing": [{"part": part.value, "text": text} for part, _label, text in page.missing],
    }


group.add_command(paper_command)


@group.command("decision")
@click.argument("year", type=int)
@click.argument("text")
@click.option("--on", type=DAY, required=True, help="The day of the decision.")
def decision_command(year: int, text: str, on: dt.datetime) -> None:
    """The committee has decided TEXT on the guidance of YEAR: its paper is closed."""
    with transaction() as session:
        papers.decide(session, paper=queries.paper(session, year), decision=text, day=on.date(), by=None, now=now())
    click.echo(f"The paper of {year} is closed.")
