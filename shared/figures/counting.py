"""Figures: a session in numbers, counted once.

`Figures` holds true counts and is never shown. `shared.figures.printing` gives what a page or a mail may show.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import fmean, median

from pydantic import BaseModel, ConfigDict

from shared.attendance.rows import Attendance
from shared.feedback.rows import Feedback
from shared.figures.disclosure import OTHER
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import Session
from shared.text.plain import folded

NOT_SAID = "Not said"

ONLINE = "on their own device"
"""Stands for a hub in the counts. No hub can have this id."""

MOST_LABELS = 100
"""How many of the commonest answers to a question keep their own count. A row of a table holds 1 MiB."""

LONGEST_LABEL = 60
"""The most characters of an answer that keeps its own count. What is longer is a sentence, and no label."""


class Figures(BaseModel):
    """A session's true counts. `came` and `median_minutes` are None if there was no attendance report.

    Answers that are too long or too rare to keep their own count stand together under `OTHER`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    session: str
    registered: int
    """The people with a place at the first briefing, or at the end if there was none."""
    expected: int | None = None
    """The people with a place at the end."""
    waiting: int
    cancelled: int
    came: int | None
    """The registered people who came."""
    guests: int | None
    """The people who came without a registration, or whom we cannot recognise without an address."""
    median_minutes: int | None
    by_specialty: Mapping[str, int]
    by_provider: Mapping[str, int]
    by_care: Mapping[str, int]
    by_hub: Mapping[str, int] = {}
    """By the hub's id."""
    answers: int
    mean_score: float | None
    scores: Mapping[str, int]
    barriers: Mapping[str, int]


def figures_of(
    session: Session,
    registrations: Sequence[Registration],
    attendance: Sequence[Attendance],
    feedback: Sequence[Feedback],
    *,
    hosts: Collection[str] = (),
    reported: bool = True,
) -> Figures:
    """Count a session from its rows. `hosts` are the keys of the people who run it. They do not count as guests.

    `reported` is False if there was no attendance report. Then nobody knows who came.
    """
    seated = [one.details for one in registrations if one.state is RegistrationState.REGISTERED]
    places = {one.person: one.state for one in registrations}
    present = [one for one in attendance if one.attendee not in hosts or one.attendee in places]
    came = [one for one in present if places.get(one.attendee) is RegistrationState.REGISTERED]
    states = Counter(places.values())
    given = [one.score for one in feedback if one.score is not None]
    return Figures(
        session=session.id,
        registered=len(seated),
        expected=len(seated),
        waiting=states[RegistrationState.WAITING],
        cancelled=states[RegistrationState.CANCELLED],
        came=len(came) if reported else None,
        guests=len(present) - len(came) if reported else None,
        median_minutes=_median_minutes(present) if reported else None,
        by_specialty=_counted(one.specialty for one in seated),
        by_provider=_counted(one.provider for one in seated),
        by_care=_counted(one.care for one in seated),
        by_hub=Counter(one.hub or ONLINE for one in seated),
        answers=len(feedback),
        mean_score=fmean(given) if given else None,
        scores=Counter(map(str, given)),
        barriers=Counter(barrier for one in feedback for barrier in set(one.stopped_by)),
    )


def as_briefed(figures: Figures, briefed: Figures | None) -> Figures:
    """The figures with what the briefing already told. It is not told again with other numbers."""
    if briefed is None:
        return figures
    told = ("registered", "waiting", "by_specialty", "by_provider", "by_care", "by_hub")
    return figures.model_copy(update={name: getattr(briefed, name) for name in told})


def _counted(answers: Iterable[str]) -> Mapping[str, int]:
    """How often each answer was given, under its most usual spelling. Answers that differ in capitals count as one."""
    spellings: dict[str, Counter[str]] = {}
    for answer in answers:
        spellings.setdefault(folded(answer), Counter())[answer.strip() or NOT_SAID] += 1
    common = sorted(spellings.values(), key=lambda one: (-one.total(), min(one)))
    own = [one for one in common if len(_usual(one)) <= LONGEST_LABEL][:MOST_LABELS]
    counts = Counter({_usual(one): one.total() for one in own})
    if rest := sum(one.total() for one in common) - counts.total():
        counts[OTHER] += rest
    return counts


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda words: (-spellings[words], words))


def _median_minutes(present: Sequence[Attendance]) -> int | None:
    timed = [one.seconds for one in present if not one.by_hand]
    return int(median(timed) // 60) if timed else None
