"""Briefing: facilitators learn, the evening before, what they need to know about the people who come, but no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.figures.counting import figures_of
from shared.figures.in_words import Table, about, in_hubs, legend, where_from
from shared.figures.printing import printed_figures
from shared.gate.judging import Outcome, judge
from shared.language.catalogue import say
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
from shared.programme.model import Programme
from shared.questions.rows import Question
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words

READABLE = frozenset({Outcome.PASS, Outcome.SIGNPOST})
"""The needs that facilitators read. One that speaks of a service is a need all the same."""


@dataclass(frozen=True)
class People:
    """The people who come and the people who wait: how many there are, and what they need to take part."""

    registered: str
    waiting: str
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
    words = session_words(services.programme, session)
    places = list(services.tables.partition(Registration, session.id))
    return write(
        services,
        "briefing",
        host.email,
        say("Briefing: {session}", session=words.subject),
        heading=say("Who is coming to your session"),
        name=host.name,
        session=words,
        join_url=session.join_url,
        questions=[one.text for one in services.tables.partition(Question, session.id)],
        people=_people(services.programme, session, places),
    )


def _people(programme: Programme, session: Session, places: Sequence[Registration]) -> People:
    rule = programme.small_numbers
    figures = printed_figures(figures_of(session, places, [], []), rule)
    coming = [one.details for one in places if one.state is RegistrationState.REGISTERED]
    needs = [one.access_needs for one in coming if one.access_needs]
    return People(
        registered=about(figures.registered, rule),
        waiting=about(figures.waiting, rule),
        access_needs=sorted({one for one in needs if judge(one, programme).outcome in READABLE}),
        needs_withheld=any(judge(one, programme).outcome not in READABLE for one in needs),
        tables=[*where_from(figures), *in_hubs(coming, programme.hubs, rule)] if coming else [],
        legend=legend(rule),
    )
