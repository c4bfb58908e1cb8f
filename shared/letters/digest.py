"""Digest: facilitators learn how the session went, a day after people were asked for feedback.

Numbers about people are printed by the rule for small numbers. People's own words are shown as they are, except
words that may identify somebody, and only once enough people answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.feedback.own_words import OPEN, OwnWords, own_words
from shared.feedback.rows import Feedback
from shared.figures.counting import Figures
from shared.figures.digest import digests_before
from shared.figures.disclosure import is_few
from shared.figures.in_words import (
    Table,
    before_the_session,
    beside_earlier,
    by_quarter,
    feedback_given,
    legend,
    months,
    taken_together,
    what_was_said,
    where_from,
    who_came,
)
from shared.figures.printing import PrintedFigures, printed_figures
from shared.figures.quarters import pooled, quarters
from shared.figures.rows import Digest
from shared.held.waiting import is_something_held
from shared.language.catalogue import Marked, say
from shared.language.dates import short_date
from shared.letters.labels import fit
from shared.letters.long_lists import shortened
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
"""How many sessions before this one stand beside it."""

LOOK_BACK = timedelta(days=500)
"""How far back we look for them: four full quarters. This keeps the rows we read from growing over the years."""

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


@dataclass(frozen=True)
class Numbers:
    """The session in numbers: sentences, and tables. `came` is empty if nobody knows."""

    came: Sequence[str]
    before: Sequence[str]
    feedback: Sequence[str]
    said: Sequence[Table]
    earlier: Sequence[Table]
    where_from: Sequence[Table]
    quarters: Sequence[Table]
    pooled: Sequence[Table]
    pooled_months: str
    legend: str


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
        _told(services, kept),
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
        suggestions=_suggestions(figures, said, rule),
        numbers=_numbers(services, session, figures),
        themes=[theme for theme, _ in themes_of(said.texts, services.programme.themes)],
        said=[(title, shortened(texts, rule)) for title, texts in said.printed],
        withheld=said.withheld,
        held=not kept.told,
        several=len(kept.told) > 1,
    )


def _told(services: Services, kept: Digest) -> list[Feedback]:
    return [one for session in kept.told for one in services.tables.partition(Feedback, session)]


def _numbers(services: Services, session: Session, figures: Figures) -> Numbers:
    programme, rule = services.programme, services.programme.small_numbers
    labels, day = fit(programme), session.planned_for
    earlier = [Figures.model_validate_json(one.figures) for one in digests_before(services, session, LOOK_BACK)]
    printed = printed_figures(figures, rule, labels)
    together = pooled(earlier, day, rule, labels)
    return Numbers(
        came=who_came(printed, rule),
        before=before_the_session(printed, rule),
        feedback=feedback_given(printed, rule),
        said=what_was_said(printed),
        earlier=beside_earlier(_side_by_side(figures, earlier, rule), rule),
        where_from=where_from(printed.where_from, programme.hubs),
        quarters=by_quarter(quarters(earlier, day, rule), rule),
        pooled=taken_together(together, programme.hubs),
        pooled_months=months(together.quarter) if together else "",
        legend=legend(rule),
    )


def _side_by_side(figures: Figures, earlier: Sequence[Figures], rule: SmallNumbers) -> list[tuple[str, PrintedFigures]]:
    """This session and those before it, newest first."""
    compared = [figures, *earlier[: -COMPARED - 1 : -1]]
    return [(short_date(date.fromisoformat(one.session[-10:])), printed_figures(one, rule)) for one in compared]


def _suggestions(figures: Figures, said: OwnWords, rule: SmallNumbers) -> list[str]:
    """What the numbers and the words suggest for the next session, each once. Small numbers suggest nothing."""
    barriers = [SUGGESTIONS[barrier] for barrier in SUGGESTIONS if _many(figures.barriers, barrier, rule)]
    waited = [WAITED] if figures.waiting and not is_few(figures.waiting, rule) else []
    stayed_open = [STAYED_OPEN] if any(title == OPEN for title, _ in said.sections) else []
    return [say(one) for one in dict.fromkeys([*barriers, *waited, *stayed_open])]


def _many(counts: Mapping[str, int], name: str, rule: SmallNumbers) -> bool:
    count = counts.get(name, 0)
    return count > 0 and not is_few(count, rule)
