"""Briefing: facilitators learn, the evening before, what they need to know about the people who come, but no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.figures.digest import figures_for_briefing
from shared.figures.disclosure import FEW, is_few
from shared.figures.in_words import Table, about, legend, where_from
from shared.figures.printing import printed_figures
from shared.gate.judging import Outcome, judge
from shared.language.catalogue import say
from shared.letters.labels import fit
from shared.letters.long_lists import shortened
from shared.letters.parts import (
    at_the_same_time,
    facilitator_of,
    not_begun,
    session_of,
    takes_place,
    write,
)
from shared.mail.letter import Letter
from shared.mail.rows import Delivery
from shared.questions.rows import Question
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words

READABLE = frozenset({Outcome.PASS, Outcome.SIGNPOST})
"""The needs that facilitators read. One that speaks of a service is a need all the same."""


@dataclass(frozen=True)
class People:
    """The people who come: how many there are, where they come from, and what they need to take part."""

    facts: Sequence[tuple[str, str]]
    access_needs: Sequence[str]
    needs_withheld: bool
    """Whether a need is not shown, because it does not pass the gate."""
    tables: Sequence[Table]
    legend: str


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Wanted until the session starts, unless it was moved, by a facilitator of its series."""
    session = session_of(services, delivery)
    takes_place(session)
    at_the_same_time(session, delivery)
    not_begun(session, now)
    host = facilitator_of(services, delivery, session)
    rule = services.programme.small_numbers
    return write(
        services,
        "briefing",
        host.email,
        say("Briefing: {session}", session=session_words(services.programme, session).subject),
        heading=say("Who is coming to your session"),
        name=host.name,
        session=session_words(services.programme, session),
        join_url=session.join_url,
        questions=shortened([one.text for one in services.tables.partition(Question, session.id)], rule),
        people=_people(services, session, now),
    )


def _people(services: Services, session: Session, now: datetime) -> People:
    programme, rule = services.programme, services.programme.small_numbers
    figures = printed_figures(figures_for_briefing(services, session, now), rule, fit(programme))
    waiting = [(say("On the waiting list"), about(figures.waiting, rule))] if figures.waiting not in (FEW, "0") else []
    coming = [
        one.details
        for one in services.tables.partition(Registration, session.id)
        if one.state is RegistrationState.REGISTERED
    ]
    needs = {one.access_needs for one in coming if one.access_needs}
    return People(
        facts=[(say("Registered"), about(figures.registered, rule)), *waiting],
        access_needs=shortened(sorted(one for one in needs if judge(one, programme).outcome in READABLE), rule),
        needs_withheld=any(judge(one, programme).outcome not in READABLE for one in needs),
        tables=where_from(figures.where_from, programme.hubs),
        legend=legend(rule) if is_few(0, rule) else "",
    )
