"""Whether somebody was there, as far as we know; and nobody is called absent while there is a doubt."""

from collections.abc import Sequence

import pytest

from local.memory.builders import (
    ADDRESS,
    HOUR,
    SESSION,
    START,
    a_record,
    a_registration,
    a_report,
    a_session,
    a_sign_up,
    an_attendance,
)
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.attendance.closing import take_attendance
from shared.attendance.presence import Presence, presence
from shared.attendance.rows import AttendanceTaken
from shared.graph.protocol import AttendanceRecord
from shared.sessions.rows import OpenSession, SessionState

END = START + HOUR
BEN, CARA = "ben.hughes@example.nhs.uk", "cara.lim@example.nhs.uk"
HOST = the_programme().facilitators_of("pgdit")[0].email
ORGANISER = the_programme().organiser.mailbox


def after(*records: AttendanceRecord) -> MemoryServices:
    """A session that is settled with this report: Amara, Ben and Cara had a seat, Cara in a hub."""
    session = a_session(state=SessionState.ENDED)
    places = [a_registration(), a_registration(details=a_sign_up(email=BEN))]
    in_a_hub = a_registration(details=a_sign_up(email=CARA, hub="eastvale"))
    services = some_services(having=[session, OpenSession(id=SESSION), *places, in_a_hub])
    services.graph.reports[session.join_url] = [a_report(*records)]
    take_attendance(services, SESSION, END)
    return services


def known(services: MemoryServices) -> list[str]:
    return [presence(services, SESSION, KEYS.person(address)).value for address in (ADDRESS, BEN, CARA)]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([], ["came", "absent", "unknown"]),
        ([a_record(address=HOST), a_record(address=ORGANISER)], ["came", "absent", "unknown"]),
        ([a_record(address=CARA)], ["came", "absent", "came"]),
        ([a_record(address="", name="Ben")], ["came", "unknown", "unknown"]),
        ([a_record(address="", identity="9")], ["came", "unknown", "unknown"]),
        ([a_record(address="ben@example.org")], ["came", "unknown", "unknown"]),
    ],
)
def test_a_guest_or_a_hub_is_a_doubt(others: Sequence[AttendanceRecord], said: list[str]) -> None:
    assert known(after(a_record(), *others)) == said


def test_without_a_report_or_without_anybody_in_it_nobody_knows() -> None:
    unknown = ["unknown"] * 3
    settled = AttendanceTaken(session=SESSION, reported=False, people=0, at=END)
    assert known(some_services(having=[a_session()])) == unknown
    assert known(some_services(having=[a_session(), settled, a_registration()])) == unknown
    nobody = settled.model_copy(update={"reported": True})
    assert known(some_services(having=[a_session(), nobody, a_registration()])) == unknown


def test_an_attendance_is_enough_to_have_come() -> None:
    services = some_services(having=[an_attendance()])
    assert presence(services, SESSION, KEYS.person(ADDRESS)) is Presence.CAME
