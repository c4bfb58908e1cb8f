"""Afterwards: attendance, feedback, the digest, and what is forgotten in the end."""

from collections.abc import Sequence
from datetime import timedelta

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_feedback,
    a_question,
    a_registration,
    a_seating,
    a_session,
    a_standing,
    an_attendance,
)
from local.memory.services import KEYS
from local.stack.asking import asker
from shared.attendance.rows import AttendanceTaken
from shared.feedback.rows import AnswerPot, WaitingAnswer
from shared.forms.intake import PAGE
from shared.keys import Link
from shared.messages import DigestDue, FeedbackDue
from shared.questions.rows import QuestionPot, WaitingText
from shared.sessions.rows import SessionState
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import MOMENT, at, bens_place, keep_met, told, until
from tests.faults.world import World

LONG_AGO = START - timedelta(days=371)
OLD = a_session(start=LONG_AGO, state=SessionState.CLOSED)


def _held(world: World) -> None:
    """Two had a seat, one came; Graph has its report."""
    session = keep_met(world)
    world.keep(a_registration(), bens_place())
    record = {
        "emailAddress": ADDRESS,
        "totalAttendanceInSeconds": 3000,
        "role": "Attendee",
        "identity": {"id": "00000000-0000-0000-0000-000000000001", "displayName": "Amara Nwosu"},
        "attendanceIntervals": [
            {
                "joinDateTime": "2026-12-09T12:31:00Z",
                "leaveDateTime": "2026-12-09T13:21:00Z",
                "durationInSeconds": 3000,
            }
        ],
    }
    report = {
        "meetingStartDateTime": "2026-12-09T12:30:00Z",
        "meetingEndDateTime": "2026-12-09T13:30:00Z",
        "attendanceRecords": [record],
    }
    body = {"joinUrl": session.join_url, "reports": [report]}
    asker().post(f"{world.sandbox}/sandbox/attendance", json=body).raise_for_status()


def _over(world: World) -> None:
    world.keep(a_session(state=SessionState.ENDED), a_registration(), bens_place(), an_attendance())
    world.keep(AttendanceTaken(session=SESSION, reported=True, people=1, at=at(9, 14)))


def _give_feedback(world: World) -> None:
    link = f"/feedback/{KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(ADDRESS))}"
    world.ask("POST", link, data={"came": "yes", "score": "4", "change": "Book study leave early."})


def _waiting(world: World) -> None:
    """A session that is over, with a question, five answers, and two texts that a person has to read first."""
    texts = [WaitingText(id=f"q{held}", session=SESSION, text="Why?", held=held) for held in (False, True)]
    answers = [WaitingAnswer(id=f"a{number}", came=True, score=4) for number in range(4)]
    answers.append(WaitingAnswer(id="a4", came=True, score=1, words="Help me", held={"words": "h4"}))
    world.keep(a_session(state=SessionState.ENDED), QuestionPot(road=PAGE, texts=tuple(texts)))
    world.keep(AnswerPot(session=SESSION, answers=tuple(answers)))


def _old(world: World) -> None:
    gone = OLD.id
    world.keep(OLD, a_registration(session=gone), an_attendance(session=gone), a_question(session=gone))
    world.keep(a_seating(session=gone), a_feedback(session=gone))
    ended = a_standing(ended=True).model_copy(update={"ended_at": LONG_AGO})
    world.keep(ended)


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a session ends, and its attendance is fetched",
        step="closing",
        functions=("on_closing_due", "on_session_ended"),
        at=at(9, 13, 40) - MOMENT,
        arrange=_held,
        act=until(at(9, 13, 40)),
        timers=frozenset({"on_closing_due"}),
        until=timedelta(hours=26),
        mails=4,
        meetings=1,
        rows={"attendance": 1, "attendancetaken": 1, "digests": 1, "opensessions": 1},  # later reports are looked for
    ),
    Scenario(
        name="who came and who did not are asked",
        step="feedback",
        functions=("on_feedback_due",),
        at=at(9, 14),
        arrange=_over,
        act=told(FeedbackDue(session=SESSION)),
        mails=2,
    ),
    Scenario(
        name="somebody answers",
        step="feedback",
        functions=("feedback_requested",),
        at=at(9, 18),
        arrange=_over,
        act=_give_feedback,
        rows={"feedback": 0, "answered": 2},
    ),
    Scenario(
        name="what waits in the pots comes out in the night",
        step="releasing",
        functions=("on_release_due",),
        at=at(10, 3, 30) - MOMENT,
        arrange=_waiting,
        act=until(at(10, 3, 30)),
        timers=frozenset({"on_release_due"}),
        mails=1,
        rows={"questions": 1, "feedback": 5, "held": 2},
    ),
    Scenario(
        name="the digest is written",
        step="digest",
        functions=("on_digest_due",),
        at=at(10, 14),
        arrange=_over,
        act=told(DigestDue(session=SESSION)),
        mails=2,
        rows={"digests": 1},
    ),
    Scenario(
        name="what was kept long enough is forgotten",
        step="retention",
        functions=("on_retention_due",),
        at=NOW.replace(day=15, hour=3) - MOMENT,
        arrange=_old,
        act=until(NOW.replace(day=15, hour=3)),
        timers=frozenset({"on_retention_due"}),
        rows={"registrations": 0, "attendance": 0, "questions": 0, "seating": 0, "standing": 0, "feedback": 1},
    ),
)
