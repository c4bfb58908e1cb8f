"""What Graph promises the café, on the fake and on the real edge against the sandbox alike."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from local.memory.builders import ADDRESS, START, a_mail, a_record, a_report, an_invitation
from local.memory.graph import MemoryGraph
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import Attachment, AttendanceRecord, Graph, Refused, Stay
from tests.graph.graph_sandbox import GraphSandbox, organiser

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class World(Protocol):
    """A Graph, and what is on its other side."""

    graph: Graph

    @abstractmethod
    def recipients(self) -> list[str]:
        """To whom mails were sent, in order."""

    @abstractmethod
    def subjects(self) -> list[tuple[str, str]]:
        """Subject and start (`2026-12-09T12:30`) of every event that is not cancelled."""

    @abstractmethod
    def refuse(self, address: str) -> None: ...

    @abstractmethod
    def return_mail_to(self, address: str) -> None:
        """Take mail to this address. A report comes back a minute later."""

    @abstractmethod
    def hide_sent_items_at_first(self) -> None: ...

    @abstractmethod
    def let_time_pass(self) -> None:
        """Until what was hidden at first can be seen."""

    @abstractmethod
    def delay_links(self) -> None: ...

    @abstractmethod
    def report(self, join_url: str, *reports: Sequence[AttendanceRecord]) -> None: ...


class InMemory(World):
    def __init__(self) -> None:
        self.memory = MemoryGraph()
        self.graph = self.memory

    def recipients(self) -> list[str]:
        return [mail.to for mail in self.memory.mails]

    def subjects(self) -> list[tuple[str, str]]:
        return [
            (event.invitation.subject, f"{event.invitation.start:%Y-%m-%dT%H:%M}")
            for event in self.memory.events.values()
            if not event.cancelled
        ]

    def refuse(self, address: str) -> None:
        self.memory.refuses.add(address)

    def return_mail_to(self, address: str) -> None:
        self.memory.unknown[address] = datetime.now(UTC) + MINUTE

    def hide_sent_items_at_first(self) -> None:
        self.memory.sent_items_lag = 1

    def let_time_pass(self) -> None:
        """The fake counts look-ups instead."""

    def delay_links(self) -> None:
        self.memory.links_come_later = True

    def report(self, join_url: str, *reports: Sequence[AttendanceRecord]) -> None:
        self.memory.reports[join_url] = [a_report(*records) for records in reports]


class InSandbox(World):
    def __init__(self, sandbox: GraphSandbox, graph: MicrosoftGraph) -> None:
        self.sandbox, self.graph = sandbox, graph

    def recipients(self) -> list[str]:
        return [address for mail in self.sandbox.mails() for address in mail["to"]]

    def subjects(self) -> list[tuple[str, str]]:
        return [(event["subject"], event["start"][:16]) for event in self.sandbox.events() if event["state"] == "open"]

    def refuse(self, address: str) -> None:
        self.sandbox.fault("bad_recipient", address=address)

    def return_mail_to(self, address: str) -> None:
        self.sandbox.fault("bounce", address=address, seconds=60)

    def hide_sent_items_at_first(self) -> None:
        self.sandbox.fault("sent_items_delay", seconds=60)

    def let_time_pass(self) -> None:
        self.sandbox.wait(timedelta(minutes=2))

    def delay_links(self) -> None:
        self.sandbox.fault("null_online_meeting")

    def report(self, join_url: str, *reports: Sequence[AttendanceRecord]) -> None:
        self.sandbox.report(join_url, *reports)


@pytest.fixture(scope="module")
def _open() -> Iterator[list[MicrosoftGraph]]:
    """One edge for the module: its first call loads the SDK."""
    opened: list[MicrosoftGraph] = []
    yield opened
    for graph in opened:
        graph.close()


@pytest.fixture(params=["memory", "sandbox"])
def world(request: pytest.FixtureRequest, _open: list[MicrosoftGraph]) -> World:
    if request.param == "memory":
        return InMemory()
    sandbox: GraphSandbox = request.getfixturevalue("sandbox")
    if not _open:
        _open.append(MicrosoftGraph(sandbox.graph_url, "", organiser()))
    return InSandbox(sandbox, _open[0])


# --- meetings ---------------------------------------------------------------------------------------------


def test_a_meeting_is_found_by_its_key_and_by_its_id(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    assert made.join_url.startswith("https://")
    assert world.graph.find_meeting(an_invitation().key) == made
    assert world.graph.meeting(made.event_id) == made
    assert world.subjects() == [("Virtual Café", "2026-12-09T12:30")]


def test_a_meeting_asked_for_twice_is_one_meeting(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    assert world.graph.create_meeting(an_invitation()) == made
    assert len(world.subjects()) == 1


def test_a_key_that_no_event_carries_is_not_found(world: World) -> None:
    world.graph.create_meeting(an_invitation(key="pgdit-2026-12-09"))
    assert world.graph.find_meeting("pgdit-2026-12-0") is None
    assert world.graph.find_meeting("it's not ' or '1' eq '1") is None


def test_a_key_with_a_quote_is_found(world: World) -> None:
    made = world.graph.create_meeting(an_invitation(key="educators' café"))
    assert world.graph.find_meeting("educators' café") == made


def test_a_link_that_comes_later_is_empty_at_first(world: World) -> None:
    world.delay_links()
    made = world.graph.create_meeting(an_invitation())
    assert made.join_url == ""
    world.let_time_pass()
    later = world.graph.meeting(made.event_id)
    assert later is not None
    assert later.join_url.startswith("https://")


def test_a_meeting_gets_other_times_and_keeps_its_link(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    moved = an_invitation(subject="Virtual Café (moved)", start=START + timedelta(days=1))
    world.graph.update_meeting(made.event_id, moved)
    assert world.subjects() == [("Virtual Café (moved)", "2026-12-10T12:30")]
    assert world.graph.find_meeting(an_invitation().key) == made


def test_a_cancelled_meeting_is_gone_and_may_be_cancelled_again(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    world.graph.cancel_meeting(made.event_id, "The speaker is ill.")
    world.graph.cancel_meeting(made.event_id, "The speaker is ill.")
    assert world.subjects() == []
    assert world.graph.meeting(made.event_id) is None
    assert world.graph.find_meeting(an_invitation().key) is None


def test_a_meeting_that_is_gone_cannot_be_changed(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    world.graph.cancel_meeting(made.event_id, "")
    with pytest.raises(Refused):
        world.graph.update_meeting(made.event_id, an_invitation())


# --- mail -------------------------------------------------------------------------------------------------


def test_a_mail_that_was_sent_is_found_by_its_id(world: World) -> None:
    world.graph.send_mail(a_mail(delivery_id="pgdit-2026-12-09T1230.confirmation/x"))
    assert world.recipients() == [ADDRESS]
    assert world.graph.was_sent("pgdit-2026-12-09T1230.confirmation/x")
    assert not world.graph.was_sent("pgdit-2026-12-09T1230.confirmation/y")


def test_a_mail_asked_for_twice_is_sent_twice(world: World) -> None:
    world.graph.send_mail(a_mail())
    world.graph.send_mail(a_mail())
    assert world.recipients() == [ADDRESS, ADDRESS]


def test_sent_items_may_lag(world: World) -> None:
    world.hide_sent_items_at_first()
    world.graph.send_mail(a_mail(delivery_id="late"))
    assert not world.graph.was_sent("late")
    world.let_time_pass()
    assert world.graph.was_sent("late")


def test_a_bad_address_is_refused_and_harms_no_other(world: World) -> None:
    world.refuse("gone@example.nhs.uk")
    with pytest.raises(Refused, match=r"^ErrorInvalidRecipients$"):
        world.graph.send_mail(a_mail(to="gone@example.nhs.uk"))
    world.graph.send_mail(a_mail())
    assert world.recipients() == [ADDRESS]


def test_a_header_of_another_kind_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"^InvalidInternetMessageHeader$"):
        world.graph.send_mail(a_mail(headers=[("List-Unsubscribe", "<https://example.org>")]))
    assert world.recipients() == []


def test_files_headers_and_the_way_out_go_with_the_mail(world: World) -> None:
    calendar = Attachment("café.ics", "text/calendar", b"BEGIN:VCALENDAR")
    mail = a_mail(attachments=[calendar], headers=[("x-cafe", "1")], list_unsubscribe="<https://cafe.example.org/out>")
    world.graph.send_mail(mail)
    assert world.recipients() == [ADDRESS]


# --- mail that comes back -----------------------------------------------------------------------------------


def test_a_mail_that_came_back_is_found_by_its_delivery(world: World) -> None:
    before = datetime.now(UTC)
    world.return_mail_to("gone@example.nhs.uk")
    world.graph.send_mail(a_mail(delivery_id="to/gone", to="gone@example.nhs.uk"))
    world.graph.send_mail(a_mail(delivery_id="to/amara"))
    assert world.recipients() == ["gone@example.nhs.uk", ADDRESS]
    world.let_time_pass()
    (bounce,) = world.graph.bounces(datetime.now(UTC) - DAY)
    assert bounce.delivery_id == "to/gone"
    assert bounce.received_at > before


def test_what_came_back_before_is_not_read_again(world: World) -> None:
    world.return_mail_to("gone@example.nhs.uk")
    world.graph.send_mail(a_mail(to="gone@example.nhs.uk"))
    world.let_time_pass()
    assert list(world.graph.bounces(datetime.now(UTC) + DAY)) == []


def test_nothing_came_back(world: World) -> None:
    world.graph.send_mail(a_mail())
    world.let_time_pass()
    assert list(world.graph.bounces(datetime.now(UTC) - DAY)) == []


# --- attendance -------------------------------------------------------------------------------------------


def test_a_meeting_without_a_report_has_none_yet(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    assert list(world.graph.attendance(made.join_url)) == []


def test_a_link_that_no_meeting_has_has_no_report(world: World) -> None:
    assert list(world.graph.attendance("https://teams.example.org/l/meetup-join/nobody's")) == []


def test_the_records_of_every_report_are_given(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    first = [a_record(stays=[(0, 20), (25, 60)]), a_record(address="", identity="", name="Guest")]
    second = [a_record(identity="11111111-2222-3333-4444-555555555555", stays=[(61, 62)])]
    world.report(made.join_url, first, second)
    given = world.graph.attendance(made.join_url)
    found = [replace(record, stays=_ends(record), lasted=None) for report in given for record in report.records]
    assert sorted(found, key=repr) == sorted([*first, *second], key=repr)


def test_a_long_report_is_given_whole(world: World) -> None:
    made = world.graph.create_meeting(an_invitation())
    everyone = [a_record(address=f"doctor.{number}@example.nhs.uk") for number in range(230)]
    world.report(made.join_url, everyone)
    given = world.graph.attendance(made.join_url)
    assert [record.address for report in given for record in report.records] == [record.address for record in everyone]


def _ends(record: AttendanceRecord) -> tuple[Stay, ...]:
    """Its stays by their ends. The fake leaves out how long they lasted."""
    return tuple(Stay(stay.joined, stay.left) for stay in record.stays)
