"""What the pages of the communication show: a plan, one row with its text, and the paper beside the facts of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy.orm import Session

from app.clock import local_day
from app.communication import facts, mailing, plans, queries, slides, texts
from app.communication.domain import Channel, Fact, Part, Standing, TextsNotReady, part_at, seal, standing
from app.communication.mailing import Delivered, ReadyMail
from app.communication.models import CommitteePaper, Course, PaperSentence, PlanStep
from app.communication.plans import ProposedStep
from app.communication.sentences import label_of, sentence_of
from app.communication.slides import Slide
from app.guidance.models import Guidance

WITH_SLIDES = (Channel.SEMINAR, Channel.TOWN_HALL, Channel.COURSE, Channel.OTHER)


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """The plan of a guidance, its courses and its paper; before it is laid, what is proposed."""

    guidance: Guidance
    steps: Sequence[PlanStep]
    proposed: Sequence[ProposedStep]
    courses: Sequence[Course]
    called_off: Mapping[int, dt.datetime]
    paper: CommitteePaper | None
    stale: int


def plan_page(session: Session, guidance: Guidance, now: dt.datetime) -> PlanPage:
    """The page of a guidance's communication."""
    steps, paper = queries.steps_of(session, guidance), queries.paper_of(session, guidance)
    courses = queries.courses_of(session, guidance)
    return PlanPage(
        guidance=guidance,
        steps=steps,
        proposed=[] if steps else plans.proposal(session, guidance),
        courses=courses,
        called_off=queries.called_off(session, courses),
        paper=paper,
        stale=paper_page(session, paper, now).stale if paper else 0,
    )


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """One row with the text that its channel needs: a mail and who gets it, a text to copy, or slides."""

    step: PlanStep
    mail: ReadyMail | None = None
    delivered: Delivered | None = None
    portal: str = ""
    slides: Sequence[Slide] = ()
    published: bool = False

    @property
    def text(self) -> str:
        """What can be written over."""
        return self.mail.text if self.mail else self.portal


def step_page(session: Session, step: PlanStep, *, body: str, now: dt.datetime) -> StepPage:
    """A row with what it offers, once there is something to tell of."""
    content = queries.published_content(session, step.guidance)
    url = mailing.address_of(step.guidance)
    if content is None:
        return StepPage(step=step)
    if step.channel is Channel.MAIL:
        ready = mailing.ready_mail(session, step=step, body=body, now=now)
        return StepPage(step=step, mail=ready, delivered=mailing.delivered(session, step), published=True)
    if step.channel is Channel.PORTAL:
        portal = step.text or texts.portal_text(content, body=body, url=url)
        return StepPage(step=step, portal=portal, published=True)
    slides = texts.slides_of(content, body=body, url=url) if step.channel in WITH_SLIDES else ()
    return StepPage(step=step, slides=slides, published=True)


def slide_show(session: Session, guidance: Guidance, *, body: str) -> bytes:
    """The presentation of a published guidance. Raises TextsNotReady."""
    content = queries.published_content(session, guidance)
    if content is None:
        raise TextsNotReady(year=guidance.year)
    return slides.presentation(
        texts.slides_of(content, body=body, url=mailing.address_of(guidance)),
        title=texts.title_of(guidance.year),
        author=body,
        moment=queries.first_published_at(session, guidance) or guidance.started_at,
    )


@dataclass(frozen=True, kw_only=True)
class ShownSentence:
    """A sentence of the paper, and what its fact says today. `seen` and `base` come back with its form."""

    sentence: PaperSentence
    standing: Standing
    label: str
    now: str
    seen: str
    base: str

    @property
    def stale(self) -> bool:
        return self.standing in (Standing.CHANGED, Standing.GONE)


@dataclass(frozen=True, kw_only=True)
class PaperPage:
    """The paper part by part, and the facts that have come since it was written."""

    paper: CommitteePaper
    parts: Sequence[tuple[Part, Sequence[ShownSentence]]]
    missing: Sequence[tuple[Part, str, str]] = field(default_factory=tuple)

    def groups(self, part: Part) -> list[tuple[bool, list[ShownSentence]]]:
        """The sentences of a part as they stand beside their days, or as running text, in their order."""
        said = dict(self.parts)[part]
        return [(dated, list(found)) for dated, found in groupby(said, key=lambda one: bool(one.label))]

    @property
    def stale(self) -> int:
        """How much of the paper is not as it is: stale sentences, and what is not in it yet."""
        return sum(one.stale for _part, said in self.parts for one in said) + len(self.missing)

    @property
    def edited_stale(self) -> int:
        """Stale sentences that no renewal touches, for a person has written them."""
        return sum(one.stale and one.sentence.edited for _part, said in self.parts for one in said)


def paper_page(session: Session, paper: CommitteePaper, now: dt.datetime) -> PaperPage:
    """The paper beside the facts of today; a closed one stands as it was decided on."""
    if paper.closed_at is not None:
        return PaperPage(paper=paper, parts=_parts([_settled(one) for one in paper.sentences]))
    today = {fact.source: fact for fact in facts.facts_of(session, paper, local_day(now))}
    told = {one.source for one in paper.sentences}
    missing = [fact for fact in today.values() if fact.source not in told]
    return PaperPage(
        paper=paper,
        parts=_parts([_shown(one, today) for one in paper.sentences]),
        missing=[(fact.part, label_of(fact.source, fact.data), sentence_of(fact)) for fact in missing],
    )


def _parts(said: Sequence[ShownSentence]) -> list[tuple[Part, list[ShownSentence]]]:
    return [(part, [one for one in said if part_at(one.sentence.position) is part]) for part in Part]


def _shown(sentence: PaperSentence, today: dict[str, Fact]) -> ShownSentence:
    fact = today.get(sentence.source or "")
    return ShownSentence(
        sentence=sentence,
        standing=standing(sentence.source, sentence.facts, today),
        label=label_of(sentence.source or "", sentence.facts),
        now=_as_now(fact) if fact else "",
        seen=seal(dict(fact.data)) if fact else "",
        base=seal(sentence.text),
    )


def _as_now(fact: Fact) -> str:
    """The sentence as a renewal would write it, with its day or name before it."""
    label = label_of(fact.source, fact.data)
    return f"{label}: {sentence_of(fact)}" if label else sentence_of(fact)


def _settled(sentence: PaperSentence) -> ShownSentence:
    label = label_of(sentence.source or "", sentence.facts)
    return ShownSentence(sentence=sentence, standing=Standing.TRUE, label=label, now="", seen="", base="")
