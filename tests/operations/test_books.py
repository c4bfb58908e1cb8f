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


def a_place(
    name: str = "ada",
    *,
    state: RegistrationState = RegistrationState.REGISTERED,
    sequence: int = 0,
    changed_at: datetime = EARLY,
) -> Registration:
    details = a_sign_up(email=f"{name}@example.org")
    return a_registration(details=details, state=state, sequence=sequence, changed_at=changed_at)


def reminders(person: str, *offsets: str) -> list[Row]:
    return [a_mail(MailKind.REMINDER, person, offset) for offset in offsets]


def a_closed_session() -> list[Row]:
    """Books that balance: Ada came, Ben cancelled, the facilitators were told."""
    return [
        a_session(state=SessionState.CLOSED),
        AttendanceTaken(session=SESSION, reported=True, people=1, at=START + HOUR),
        Digest(session=SESSION, figures="{}", at=START + DAY),
        a_place(),
        a_mail(MailKind.CONFIRMATION, ADA, "0"),
        *reminders(ADA, "P7D", "P1D", "PT1H"),
        a_mail(MailKind.FEEDBACK, ADA),
        a_place("ben", state=RegistrationState.CANCELLED, sequence=1),
        a_mail(MailKind.CANCELLATION, BEN, "1"),
        *[a_mail(kind, host) for host in HOSTS for kind in (MailKind.BRIEFING, MailKind.DIGEST)],
    ]


def found(rows: Sequence[Row], now: datetime = AFTER, since: datetime = NOW) -> list[str]:
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
MISSING = [
    (MailKind.CONFIRMATION, "0", [f"{ADA} has no delivery {NAME}.confirmation-0"]),
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
@pytest.mark.parametrize(("kind", "detail"), [(MailKind.CONFIRMATION, "0"), (MailKind.FEEDBACK, "")])
def test_a_mail_that_is_not_settled_is_found_and_one_with_a_reason_is_not(
    kind: MailKind, detail: str, state: DeliveryState, amiss: str
) -> None:
    rows = without(a_closed_session(), kind, detail)
    what = purpose_of(NAME, kind, detail)
    assert found([*rows, a_mail(kind, ADA, detail, state=state)]) == (
        [amiss.format(who=ADA, what=what)] if amiss else []
    )


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
    assert found([a_session(), place], NOW + 3 * HOUR) == [f"{ADA} has no delivery {NAME}.confirmation-0"]


def test_a_standing_place_is_owed_only_what_comes_after_it_was_made() -> None:
    stood_long_ago = a_place(changed_at=NOW - 300 * DAY)
    made = START - 3 * DAY
    place = stood_long_ago.model_copy(update={"standing": True, "made_at": made})
    assert found([a_session(), place], made + HOUR) == []
    confirmed = a_mail(MailKind.CONFIRMATION, ADA, "0", due=made)
    assert found([a_session(), place, confirmed], START - HOUR / 2) == [f"{ADA} has no delivery {NAME}.reminder-P1D"]
    assert found([a_session(), place], made + 3 * HOUR) == [f"{ADA} has no delivery {NAME}.confirmation-0"]


def test_somebody_who_cancelled_a_moment_ago_is_not_owed_its_confirmation_yet() -> None:
    gone = a_place(state=RegistrationState.CANCELLED, sequence=1, changed_at=NOW)
    assert found([a_session(), gone], NOW + HOUR) == []
    assert found([a_session(), gone], NOW + 3 * HOUR) == [f"{ADA} has no delivery {NAME}.cancellation-1"]


def test_somebody_who_signs_up_late_is_owed_only_the_reminders_after_that() -> None:
    rows = [a_session(), a_place(changed_at=START - 2 * DAY), a_mail(MailKind.CONFIRMATION, ADA, "0")]
    assert found(rows, START - HOUR / 2) == [f"{ADA} has no delivery {NAME}.reminder-P1D"]


def test_somebody_who_moved_up_is_owed_only_the_reminders_after_that() -> None:
    confirmed = a_mail(MailKind.CONFIRMATION, ADA, "1", due=START - 2 * DAY)
    rows = [a_session(), a_place(sequence=1), confirmed, *reminders(ADA, "P1D")]
    assert found(rows, START - HOUR / 2) == []


def test_somebody_who_waits_is_owed_a_confirmation_and_no_reminders() -> None:
    rows = [a_session(), a_place(state=RegistrationState.WAITING), a_mail(MailKind.CONFIRMATION, ADA, "0")]
    assert found(rows, START + HOUR) == []


def test_a_session_that_was_moved_owes_the_change_and_the_reminders_after_it() -> None:
    moved = a_session(id=SESSION, start=START + DAY, sequence=1)
    told = a_mail(MailKind.CHANGED, ADA, "1", due=START, session=moved)
    confirmed = a_mail(MailKind.CONFIRMATION, ADA, "0")
    assert found([moved, a_place(), confirmed], START + HOUR) == [
        f"{ADA} has no delivery pgdit-2026-12-09-on-2026-12-10T1230.changed-1",
        f"{ADA} has no delivery pgdit-2026-12-09-on-2026-12-10T1230.reminder-P7D",
    ]
    assert found([moved, a_place(), confirmed, told], START + HOUR) == []


def test_a_change_that_may_still_be_changed_is_not_owed_yet() -> None:
    moved = a_session(id=SESSION, start=START + DAY, sequence=1).model_copy(update={"tell_at": NOW + HOUR / 2})
    rows = [moved, a_place(changed_at=NOW - DAY), a_mail(MailKind.CONFIRMATION, ADA, "0")]
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
