"""Figures: a session in numbers, counted once.

`Figures` holds true counts and is never shown. `printed_figures` and `trend` give what a page or a mail may show.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import fmean, median

from pydantic import BaseModel, ConfigDict

from shared.attendance.rows import Attendance
from shared.feedback.rows import Feedback
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import Session
from shared.text.plain import folded

NOT_SAID = "Not said"

type Table = tuple[tuple[str, str], ...]
"""Rows of a label and a printed count."""


class Figures(BaseModel):
    """A session's true counts. `came` and `median_minutes` are None if there was no attendance report."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    session: str
    registered: int
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
        waiting=states[RegistrationState.WAITING],
        cancelled=states[RegistrationState.CANCELLED],
        came=len(came) if reported else None,
        guests=len(present) - len(came) if reported else None,
        median_minutes=_median_minutes(present) if reported else None,
        by_specialty=_counted(one.specialty for one in seated),
        by_provider=_counted(one.provider for one in seated),
        by_care=_counted(one.care for one in seated),
        answers=len(feedback),
        mean_score=fmean(given) if given else None,
        scores=Counter(map(str, given)),
        barriers=Counter(barrier for one in feedback for barrier in set(one.stopped_by)),
    )


def _counted(answers: Iterable[str]) -> Mapping[str, int]:
    """How often each answer was given, under its most usual spelling. Answers that differ in capitals count as one."""
    spellings: dict[str, Counter[str]] = {}
    for answer in answers:
        spellings.setdefault(folded(answer), Counter())[answer.strip() or NOT_SAID] += 1
    return {min(one, key=lambda words: (-one[words], words)): one.total() for one in spellings.values()}


def _median_minutes(present: Sequence[Attendance]) -> int | None:
    return int(median(one.seconds for one in present) // 60) if present else None
