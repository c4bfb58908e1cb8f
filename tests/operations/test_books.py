"""The audit of the books: balanced books say nothing, and each kind of gap is found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from local.memory.builders import HOUR, NOW, SESSION, START, a_delivery, a_registration, a_session, a_sign_up
from local.memory.services import KEYS, some_services, the_programme
from shared.attendance.rows import AttendanceTaken
from shared.figures.rows import Digest
from shared.mail.deliveries import purpose_of
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.operations.books import audit
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import sign_up_occasion
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.row import Row

DAY = timedelta(days=1)
AFTER = START + 3 * DAY
SENT, PENDING, SENDING, UNKNOWN = (
    DeliveryState.SENT,
    DeliveryState.PENDING,
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
)
HOSTS = [KEYS.person(one.email) for one in the_programme().facilitators_of("pgdit")]
ADA, BEN = KEYS.person("ada@example.org"), KEYS.person("ben@example.org")
EARLY = START - 10 * DAY


def a_mail(
    kind: MailKind,
    person: str,
    detail: str = "",
    *,
    state: DeliveryState = SENT,
    due: datetime = EARLY,
    session: Session | None = None,
) -> Delivery:
    occasion = (session or a_session()).occasion
    return a_delivery(
        purpose=purpose_of(occasion, kind, detail),
        person=person,
        kind=kind,
        detail=detail,
        state=state,
        due=due,
        settled_at=None if state in (PENDING, SENDING) else due,
    )


def a_confirmation(
    name: str = "ada", *, state: DeliveryState = SENT, due: datetime = EARLY, signed_up: datetime = EARLY
) -> Delivery:
    """The confirmation of a sign-up that came then."""
    person = KEYS.person(f"{name}@example.org")
    return a_delivery(
        purpose=purpose_of(sign_up_occasion(KEYS, person, signed_up), MailKind.CONFIRMATION),
        person=person,
        detail="",
        state=state,
        due=due,
        settled_at=None if state in (PENDING, SENDING) else due,
    )


def a_place(
    name: str = "ada",
    *,
    state: RegistrationState = RegistrationState.REGISTERED,
    sequence: int = 0,
    changed_at: datetime = EARLY,
    moved_up: bool = False,
    told_in: str | None = None,
) -> Registration:
    return a_registration(
        details=a_sign_up(email=f"{name}@example.org"),
        state=state,
        sequence=sequence,
        changed_at=changed_at,
        sign_up_sequence=0 if moved_up else sequence,
        told_in=told_in,
    )


def reminders(person: str, *offsets: str) -> list[Row]:
    return [a_mail(MailKind.REMINDER, person, offset) for offset in offsets]


def a_closed_session() -> list[Row]:
    """Books that balance: Ada came, Ben cancelled, the facilitators were told."""
    return [
        a_session(state=SessionState.CLOSED),
        AttendanceTaken(session=SESSION, reported=True, people=1, at=START + HOUR),
        Digest(session=SESSION, figures="{}", at=START + DAY),
        a_place(),
        a_confirmation(),
        *reminders(ADA, "P7D", "P1D", "PT1H"),
        a_mail(MailKind.FEEDBACK, ADA),
        a_place("ben", state=RegistrationState.CANCELLED, sequence=1),
        a_mail(MailKind.CANCELLATION, BEN, "1"),
        *[a_mail(kind, host) for host in HOSTS for kind in (MailKind.BRIEFING, MailKind.DIGEST)],
    ]


def found(rows: Sequence[Row], now: datetime = AFTER, since: datetime = EARLY - DAY) -> list[str]:
    return [one.what for one in audit(some_services(having=rows), since, now)]


def without(rows: Sequence[Row], kind: MailKind, detail: str = "", person: str = "") -> list[Row]:
    """The rows without the deliveries of this kind."""
    return [
        row
        for row in rows
        if not (isinstance(row, Delivery) and (row.kind, row.detail) == (kind, detail) and person in ("", row.person))
    ]


def test_balanced_books_have_nothing_amiss() -> None:
    assert found(a_closed_session()) == []


NAME = "pgdit-2026-12-09T1230"
CONFIRMED = f"sign-up-2026-11-29.{KEYS.of('sign-up', ADA, '2026-11-29T12:30:00+00:00')}.confirmation"
MISSING = [
    (MailKind.CONFIRMATION, "", [f"{ADA} has no delivery {CONFIRMED}"]),
    (MailKind.REMINDER, "P7D", [f"{ADA} has no delivery {NAME}.reminder-P7D"]),
    (MailKind.REMINDER, "PT1H", [f"{ADA} has no delivery {NAME}.reminder-PT1H"]),
    (MailKind.FEEDBACK, "", [f"{ADA} has no delivery {NAME}.feedback"]),
    (MailKind.CANCELLATION, "1", [f"{BEN} has no delivery {NAME}.cancellation-1"]),
    (MailKind.BRIEFING, "", [f"{host} has no delivery {NAME}.briefing" for host in HOSTS]),
    (MailKind.DIGEST, "", [f"{host} has no delivery {NAME}.digest" for host in HOSTS]),
]


@pytest.mark.parametrize(("kind", "detail", "amiss"), MISSING)
def test_a_mail_that_nobody_announced_is_found(kind: MailKind, detail: str, amiss: list[str]) -> None:
    assert found(without(a_closed_session(), kind, detail)) == amiss


@pytest.mark.parametrize(
    ("state", "amiss"),
    [
        (UNKNOWN, "nobody knows whether {who} got {what}"),
        (PENDING, "{who} still waits for {what}"),
        (SENDING, "{who} still waits for {what}"),
        (DeliveryState.MISSED, ""),
        (DeliveryState.REFUSED, ""),
    ],
)
@pytest.mark.parametrize(("kind", "detail"), [(MailKind.CONFIRMATION, ""), (MailKind.FEEDBACK, "")])
def test_a_mail_that_is_not_settled_is_found_and_one_with_a_reason_is_not(
    kind: MailKind, detail: str, state: DeliveryState, amiss: str
) -> None:
    rows = without(a_closed_session(), kind, detail)
    mail = a_confirmation(state=state) if kind is MailKind.CONFIRMATION else a_mail(kind, ADA, detail, state=state)
    what = mail.purpose
    assert found([*rows, mail]) == ([amiss.format(who=ADA, what=what)] if amiss else [])


def test_a_mail_whose_slot_is_to_come_is_not_late() -> None:
    rows = without(a_closed_session(), MailKind.DIGEST)
    waiting = [a_mail(MailKind.DIGEST, host, state=PENDING, due=AFTER - HOUR) for host in HOSTS]
    assert found([*rows, *waiting]) == []
    assert len(found([*rows, *waiting], AFTER + 2 * HOUR)) == len(HOSTS)


@pytest.mark.parametrize(
    ("gone", "amiss"),
    [
        (AttendanceTaken, "is closed but its attendance was not settled"),
        (Digest, "is closed but has no digest"),
    ],
)
def test_a_session_closed_without_its_books_is_found(gone: type[Row], amiss: str) -> None:
    assert found([row for row in a_closed_session() if not isinstance(row, gone)]) == [amiss]


@pytest.mark.parametrize(
    ("state", "after", "amiss"),
    [
        (SessionState.OPEN, 2 * HOUR, []),
        (SessionState.OPEN, 4 * HOUR, ["is over but was not closed"]),
        (SessionState.PLANNED, 4 * HOUR, ["is over but was not closed"]),
        (SessionState.ENDED, 50 * HOUR, []),
        (SessionState.ENDED, 52 * HOUR, ["ended but its attendance was not settled"]),
    ],
)
def test_a_session_that_does_not_go_on_is_found(state: SessionState, after: timedelta, amiss: list[str]) -> None:
    assert found([a_session(state=state)], START + after) == amiss


# --- who is owed what -------------------------------------------------------------------------------------


def test_somebody_who_signed_up_a_moment_ago_is_not_owed_a_confirmation_yet() -> None:
    place = a_place(changed_at=NOW)
    assert found([a_session(), place], NOW + HOUR) == []
    key = KEYS.of("sign-up", ADA, "2026-12-01T09:00:00+00:00")
    assert found([a_session(), place], NOW + 3 * HOUR) == [
        f"{ADA} has no delivery sign-up-2026-12-01.{key}.confirmation"
    ]
    assert found([a_session(), place], NOW + 3 * HOUR, NOW + HOUR) == []


def test_a_standing_place_is_owed_only_what_comes_after_it_was_made() -> None:
    stood_long_ago = a_place(changed_at=NOW - 300 * DAY)
    made = START - 3 * DAY
    by_itself = {"standing": True, "made_at": made, "sign_up_at": None, "told_in": "a delivery"}
    place = stood_long_ago.model_copy(update=by_itself)
    assert found([a_session(), place], made + HOUR) == []
    assert found([a_session(), place], START - HOUR / 2) == [f"{ADA} has no delivery {NAME}.reminder-P1D"]


def test_somebody_who_cancelled_a_moment_ago_is_not_owed_its_confirmation_yet() -> None:
    gone = a_place(state=RegistrationState.CANCELLED, sequence=1, changed_at=NOW)
    assert found([a_session(), gone], NOW + HOUR) == []
    assert found([a_session(), gone], NOW + 3 * HOUR) == [f"{ADA} has no delivery {NAME}.cancellation-1"]


def test_somebody_who_signs_up_late_is_owed_only_the_reminders_after_that() -> None:
    late = START - 3 * DAY
    rows = [a_session(), a_place(changed_at=late), a_confirmation(signed_up=late)]
    assert found(rows, START - HOUR / 2) == [f"{ADA} has no delivery {NAME}.reminder-P1D"]


def test_somebody_who_moved_up_is_owed_only_the_reminders_after_that() -> None:
    seat = a_mail(MailKind.SEAT, ADA, "1", due=START - 3 * DAY)
    rows = [a_session(), a_place(sequence=1, moved_up=True), a_confirmation(), *reminders(ADA, "P1D")]
    assert found([*rows, seat], START - HOUR / 2) == []
    assert found(rows, START - HOUR / 2) == [
        f"{ADA} has no delivery {NAME}.seat-1",
        f"{ADA} has no delivery {NAME}.reminder-P7D",
    ]


def test_somebody_who_heard_of_the_session_within_a_day_is_not_owed_the_reminder() -> None:
    late = START - 2 * DAY + HOUR
    rows = [a_session(), a_place(changed_at=late), a_confirmation(signed_up=late)]
    assert found(rows, START - HOUR / 2) == []
    assert found(rows, START + HOUR) == [f"{ADA} has no delivery {NAME}.reminder-PT1H"]


@pytest.mark.parametrize(("told_in", "amiss"), [("", [f"{ADA} was reminded but never told of the place"]), ("a/b", [])])
def test_a_place_that_came_by_itself_is_told_with_the_first_reminder(told_in: str, amiss: list[str]) -> None:
    rows = [a_session(), a_place(told_in=told_in)]
    assert found(rows, START - 8 * DAY) == []
    assert found([*rows, *reminders(ADA, "P7D")], START - 6 * DAY) == amiss


def test_somebody_who_waits_is_owed_a_confirmation_and_no_reminders() -> None:
    rows = [a_session(), a_place(state=RegistrationState.WAITING), a_confirmation()]
    assert found(rows, START + HOUR) == []


def test_a_session_that_was_moved_owes_the_change_and_the_reminders_after_it() -> None:
    moved = a_session(id=SESSION, start=START + DAY, sequence=1)
    moved = moved.model_copy(update={"tell_at": START - 8 * DAY})
    told = a_mail(MailKind.CHANGED, ADA, "1", due=START, session=moved)
    confirmed = a_confirmation()
    assert found([moved, a_place(), confirmed], START + HOUR) == [
        f"{ADA} has no delivery pgdit-2026-12-09-on-2026-12-10T1230.changed-1",
        f"{ADA} has no delivery pgdit-2026-12-09-on-2026-12-10T1230.reminder-P7D",
    ]
    assert found([moved, a_place(), confirmed, told], START + HOUR) == []


def test_a_change_that_may_still_be_changed_is_not_owed_yet() -> None:
    moved = a_session(id=SESSION, start=START + DAY, sequence=1).model_copy(update={"tell_at": NOW + HOUR / 2})
    rows = [moved, a_place(changed_at=NOW - DAY), a_confirmation(signed_up=NOW - DAY)]
    assert found(rows, NOW + HOUR) == []
    assert found(rows, NOW + 3 * HOUR) == [f"{ADA} has no delivery pgdit-2026-12-09-on-2026-12-10T1230.changed-1"]


def test_a_session_is_looked_at_for_as_long_also_if_it_was_moved_weeks_away() -> None:
    moved = a_session(id=SESSION, start=START + 42 * DAY, sequence=1)
    assert found([moved], moved.end + 3 * HOUR, moved.end - DAY) == ["is over but was not closed"]
    assert found([moved], moved.end + 3 * HOUR, moved.end) == []


def test_somebody_who_cancelled_before_the_session_was_moved_is_owed_nothing_more() -> None:
    moved = a_session(id=SESSION, start=START + DAY, sequence=1)
    gone = a_place(state=RegistrationState.CANCELLED, sequence=1)
    assert found([moved, gone, a_mail(MailKind.CANCELLATION, ADA, "1")], START) == []
    late = a_mail(MailKind.CANCELLATION, ADA, "1", state=UNKNOWN, session=moved)
    assert found([moved, gone, late], START) == [
        f"nobody knows whether {ADA} got pgdit-2026-12-09-on-2026-12-10T1230.cancellation-1"
    ]


def test_everybody_who_would_have_come_is_told_that_the_session_was_cancelled() -> None:
    rows = [a_session(state=SessionState.CANCELLED, sequence=1), a_place()]
    assert found(rows, START) == []
    assert found(rows, START + HOUR) == [f"{ADA} has no delivery {NAME}.session-cancelled-1"]
    assert found([*rows, a_mail(MailKind.SESSION_CANCELLED, ADA, "1")], START + HOUR) == []


def test_every_series_is_looked_at_from_the_day_asked_for() -> None:
    old = a_session(start=START - 30 * DAY)
    other = a_session(series="educators", start=START + 8 * DAY)
    rows = [old, a_session(), other, OpenSession(id=SESSION)]
    services = some_services(having=rows)
    late = START + 9 * DAY
    assert [one.about for one in audit(services, START - DAY, late)] == [SESSION, other.id]
    assert [one.about for one in audit(services, START - 40 * DAY, late)] == [old.id, SESSION, other.id]
