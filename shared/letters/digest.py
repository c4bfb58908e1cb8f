"""Digest: facilitators learn, the day after, how the session went.

Numbers about people are printed by the rule for small numbers. People's own words are shown as they are, except
words that may identify somebody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.feedback.own_words import OPEN, OwnWords, own_words
from shared.feedback.rows import Feedback
from shared.figures.counting import Figures
from shared.figures.in_words import Table, beside_earlier, legend, what_was_said, where_from, who_came
from shared.figures.printing import printed_figures, trend
from shared.figures.rows import Digest
from shared.held.waiting import is_something_held
from shared.language.catalogue import Marked, say
from shared.letters.parts import facilitator_of, session_of, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.programme.barriers import Barrier
from shared.programme.model import SmallNumbers
from shared.questions.rows import Question
from shared.questions.themes import themes_of
from shared.services import Services
from shared.sessions.rows import Session, session_key
from shared.sessions.words import session_words

COMPARED = 3
"""How many sessions before this one the digest compares it with."""

LOOK_BACK = timedelta(days=200)
"""How far back we look for them. This keeps the number of rows we read from growing over the years."""

HUBS = Marked("Some people had no device or no quiet place. Name the hubs in the reminder, or ask for another hub.")
SUGGESTIONS = {
    Barrier.DEVICE: HUBS,
    Barrier.SPACE: HUBS,
    Barrier.WORK: Marked(
        "Work kept some people away. Ask programme directors to protect the hour, or try another weekday."
    ),
    Barrier.TIME: Marked("The time of day stopped some people. Try another time."),
    Barrier.FORGOT: Marked("Some people forgot. Look at the series' reminders in the programme file."),
    Barrier.JOINING: Marked(
        "Some people could not join. Open the meeting 10 minutes early, and name somebody to call."
    ),
}
"""What can be done about each barrier."""

WAITED = Marked("Some people waited and did not get a place. Think about a larger capacity or another session.")
STAYED_OPEN = Marked("Something was left unanswered or missing. Answer it in the next session or in the bulletin.")


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Wanted, however late, by a facilitator of the series, once the session's figures are kept."""
    session = session_of(services, delivery)
    host = facilitator_of(services, delivery, session)
    kept = services.tables.get(Digest, session_key(session.id))
    if kept is None:
        raise Missed("the session has no digest")
    words, rule = session_words(services.programme, session), services.programme.small_numbers
    figures = Figures.model_validate_json(kept.figures)
    said = own_words(
        list(services.tables.partition(Question, session.id)),
        list(services.tables.partition(Feedback, session.id)),
        withheld=is_something_held(services, session.id, now),
    )
    return write(
        services,
        "digest",
        host.email,
        say("Digest: {session}, {date}", session=words.title, date=words.date),
        heading=say("How your café session went"),
        name=host.name,
        session=words,
        suggestions=_suggestions(figures, said),
        tables=_tables(figures, _before(services, session), rule),
        legend=legend(rule),
        themes=[theme for theme, _ in themes_of(said.texts, services.programme.themes)],
        said=said.printed,
        withheld=said.withheld,
    )


def _tables(figures: Figures, before: Sequence[Figures], rule: SmallNumbers) -> list[Table]:
    printed = printed_figures(figures, rule)
    earlier = beside_earlier(trend(before, figures, rule))
    return [who_came(printed), *earlier, *what_was_said(printed), *where_from(printed)]


def _before(services: Services, session: Session) -> Sequence[Figures]:
    """The figures of the sessions of the series before this one."""
    since = f"{session.series}-{session.start - LOOK_BACK:%Y-%m-%d}"
    kept = list(services.tables.partition(Digest, session.series, start=since, end=session.id))
    return [Figures.model_validate_json(one.figures) for one in kept[-COMPARED:]]


def _suggestions(figures: Figures, said: OwnWords) -> list[str]:
    """What the numbers and the words suggest for the next session, each once."""
    barriers = [SUGGESTIONS[barrier] for barrier in SUGGESTIONS if figures.barriers.get(barrier)]
    waited = [WAITED] if figures.waiting else []
    stayed_open = [STAYED_OPEN] if any(title == OPEN for title, _ in said.sections) else []
    return [say(one) for one in dict.fromkeys([*barriers, *waited, *stayed_open])]
