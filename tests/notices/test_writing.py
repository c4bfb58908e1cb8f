"""Notices: the team writes to everyone who signed up for a session, once, and to nobody else."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from local.memory.builders import (
    NOW,
    SESSION,
    START,
    WHO,
    a_notice,
    a_registration,
    a_session,
    a_sign_up,
)
from local.memory.playing import Play
from local.memory.services import KEYS, MemoryServices, some_services
from shared.audit_trail.rows import AuditEntry
from shared.errors import NotUsable, Refusal
from shared.mail.rows import Delivery, DeliveryState, Lane
from shared.messages import NoticeDue
from shared.notices.rows import ALL, HUB, REGISTERED, Notice
from shared.notices.writing import NewNotice, is_doubtful, purpose_of_notice, send_notice, write_notice
from shared.registrations.registering import cancel
from shared.registrations.rows import RegistrationState
from shared.sessions.cancelling import cancel_session
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import SessionState
from tests.letters.letter_reading import Read

MINUTE = timedelta(minutes=1)
ID = "0123456789abcdef0123456789abcdef"
TEAMS = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NzE1ODQ3MTItYjQ4%40thread.v2/0"
    "?context=%7b%22Tid%22%3a%229434767890%22%7d"
)
BY_STATE = {
    state: a_registration(details=a_sign_up(email=f"{state}@example.org"), state=state) for state in RegistrationState
}
AT_THE_HUB = a_registration(details=a_sign_up(email="hub@example.org", hub="eastvale"))


def a_cafe() -> MemoryServices:
    return some_services(having=[a_session(), *BY_STATE.values(), AT_THE_HUB])


def a_new_notice(
    *, whom: str = REGISTERED, subject: str = "A new link to join", text: str = f"Join here: {TEAMS}"
) -> NewNotice:
    return NewNotice(id=ID, whom=whom, subject=subject, text=text)


def who_gets(whom: str) -> set[str]:
    """The addresses of those to whom a notice goes."""
    services = a_cafe()
    write_notice(services, SESSION, a_new_notice(whom=whom), WHO, NOW)
    send_notice(services, NoticeDue(session=SESSION, notice=ID), NOW)
    people = {row.person for row in services.tables.rows(Delivery)}
    return {one.details.email for one in (*BY_STATE.values(), AT_THE_HUB) if one.person in people}


def test_it_goes_to_those_who_are_meant() -> None:
    assert who_gets(REGISTERED) == {"registered@example.org", "hub@example.org"}
    assert who_gets(ALL) == {"registered@example.org", "waiting@example.org", "hub@example.org"}
    assert who_gets(f"{HUB}eastvale") == {"hub@example.org"}


def test_however_often_it_is_pressed_and_delivered_each_person_has_one_email() -> None:
    services = a_cafe()
    for minute in range(3):
        write_notice(services, SESSION, a_new_notice(), WHO, NOW + minute * MINUTE)
    move_session(services, SESSION, Move(start=START + MINUTE), WHO, NOW)  # another occasion
    for due in services.queues.drain(NoticeDue):
        send_notice(services, due, NOW)
    (notice,) = services.tables.rows(Notice)
    assert [(row.purpose, row.lane) for row in services.tables.rows(Delivery)] == [
        (f"{SESSION}.notice-{ID}", Lane.TRANSACTIONAL)
    ] * 2
    assert purpose_of_notice(notice) == f"{SESSION}.notice-{ID}"


def test_a_process_that_dies_after_the_row_is_written_has_announced_it() -> None:
    services = a_cafe()
    services.queues.meanwhile("send", lambda: None)
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        write_notice(services, SESSION, a_new_notice(), WHO, NOW)
    assert services.queues.sent == [(NoticeDue(session=SESSION, notice=ID), MINUTE)]
    assert [row.id for row in services.tables.rows(Notice)] == [ID]


def test_the_room_link_failed_twenty_minutes_before_the_start_and_everyone_has_another_in_time() -> None:
    people = [a_registration(details=a_sign_up(email=f"{number}@example.org")) for number in range(60)]
    play = Play(some_services(having=[a_session(), *people]), START - 20 * MINUTE)
    write_notice(play.services, SESSION, a_new_notice(), WHO, play.now)
    play.until(START - 15 * MINUTE)
    assert {len(play.letters_to(f"{number}@example.org")) for number in range(60)} == {1}
    mail = play.letters_to("0@example.org")[0].mail
    reader = Read()
    reader.feed(mail.html)
    assert TEAMS in reader.links
    assert mail.subject == "A new link to join"


def test_who_gives_up_their_place_before_their_turn_gets_none() -> None:
    play = Play(some_services(having=[a_session(), AT_THE_HUB]), NOW)
    write_notice(play.services, SESSION, a_new_notice(), WHO, NOW)
    send_notice(play.services, NoticeDue(session=SESSION, notice=ID), NOW)
    cancel(play.services, SESSION, AT_THE_HUB.person, NOW)
    play.until(NOW + 5 * MINUTE)
    subjects = [one.mail.subject.partition(":")[0] for one in play.letters_to("hub@example.org")]
    assert subjects == ["Your place is cancelled"]
    rows = [row for row in play.services.tables.rows(Delivery) if row.kind == "notice"]
    assert [(row.state, row.reason) for row in rows] == [
        (DeliveryState.MISSED, "the message is not for this person any more")
    ]


def test_after_the_session_nothing_goes_any_more() -> None:
    services = some_services(having=[a_session(), AT_THE_HUB, a_notice(id=ID)])
    send_notice(services, NoticeDue(session=SESSION, notice=ID), a_session().end)
    assert services.tables.rows(Delivery) == []


@pytest.mark.parametrize(
    ("subject", "text", "field"),
    [
        ("About Dr Jane Smith", "She is ill.", "subject"),
        ("A change", "Dr Jane Smith (GMC 1234567) cannot come.", "text"),
    ],
)
def test_what_identifies_somebody_is_refused_at_its_field(subject: str, text: str, field: str) -> None:
    services = a_cafe()
    with pytest.raises(NotUsable) as refused:
        write_notice(services, SESSION, a_new_notice(subject=subject, text=text), WHO, NOW)
    assert refused.value.errors[0]["field"] == field
    assert (services.tables.rows(Notice), services.queues.sent) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        f"The room link failed. Here is another: {TEAMS}",
        f"The link does not work.\n\nPlease join here: {TEAMS}\nMeeting ID: 345 678 901 234\nPasscode: aB3xYz",
        "The café starts ten minutes later today. Please stay on the line.",
    ],
)
def test_what_a_team_writes_in_a_hurry_passes(text: str) -> None:
    services = a_cafe()
    write_notice(services, SESSION, a_new_notice(text=text), WHO, NOW)
    assert [row.text for row in services.tables.rows(Notice)] == [text]


def test_what_may_name_somebody_is_doubtful() -> None:
    assert is_doubtful(a_cafe(), a_new_notice(text="Write to @northmoor_cafe if it fails."))
    assert not is_doubtful(a_cafe(), a_new_notice())


@pytest.mark.parametrize("whom", ["hub.nowhere", "everybody", "hub."])
def test_a_notice_for_nobody_that_there_is_is_refused(whom: str) -> None:
    with pytest.raises(NotUsable, match="Select who gets the email"):
        write_notice(a_cafe(), SESSION, a_new_notice(whom=whom), WHO, NOW)


@pytest.mark.parametrize("form_id", ["a\x9d" + "0" * 16, "0" * 16 + "\n", "/" + "0" * 16, "0" * 15])
def test_an_id_that_no_form_draws_is_refused_before_anything_is_kept(form_id: str) -> None:
    with pytest.raises(ValidationError):
        NewNotice(id=form_id, subject="A new link", text="Join here.")


def test_nobody_writes_to_the_people_of_a_session_that_is_over_or_cancelled() -> None:
    for state in (SessionState.CANCELLED, SessionState.ENDED, SessionState.CLOSED):
        with pytest.raises(Refusal, match="over or cancelled"):
            write_notice(some_services(having=[a_session(state=state)]), SESSION, a_new_notice(), WHO, NOW)
    with pytest.raises(Refusal, match="over or cancelled"):
        write_notice(a_cafe(), SESSION, a_new_notice(), WHO, a_session().end)
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is away.", WHO, NOW)
    with pytest.raises(Refusal, match="Restore it first"):
        write_notice(services, SESSION, a_new_notice(), WHO, NOW)
    with pytest.raises(Refusal, match="no such session"):
        write_notice(a_cafe(), "pgdit-2027-01-13", a_new_notice(), WHO, NOW)


def test_it_is_in_the_audit_trail_once() -> None:
    services = a_cafe()
    for _ in range(2):
        write_notice(services, SESSION, a_new_notice(), WHO, NOW)
    assert [(one.who, one.act, one.about) for one in services.tables.rows(AuditEntry)] == [
        (WHO, "write to everyone", f"session.{SESSION}")
    ]
    assert KEYS.person("hub@example.org") not in services.tables.rows(AuditEntry)[0].about
