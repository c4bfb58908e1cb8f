"""Every request that the café makes to Graph, one function each, on msgraph-sdk's request builders.

Where Graph documents `$select`, a request asks only for the fields that we read. `answers.error_of` says which
error a request raises. This module is slow to import. `shared.graph.microsoft.client` imports it at the first call.
"""

from collections.abc import Awaitable, Callable, Iterator
from functools import cached_property
from typing import Any, Protocol

from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

from shared.graph.microsoft import bodies
from shared.graph.microsoft.answers import (
    Answer,
    Event,
    Identified,
    Message,
    Page,
    Part,
    Record,
    Report,
    error_of,
    read,
)
from shared.graph.microsoft.connection import Ask, Connection, Query, asking
from shared.graph.protocol import Invitation, Mail, Throttled
from shared.telemetry import metrics

EVENT = ["id", "onlineMeeting"]


class Listing(Protocol):
    """The SDK's builder of a request for a list. It also reads the next page."""

    def get(self, request_configuration: RequestConfiguration[Any] | None = None) -> Awaitable[object]: ...

    def with_url(self, raw_url: str) -> "Listing": ...


class Mailbox:
    """One mailbox and its user, reached through a connection."""

    def __init__(self, connection: Connection, address: str) -> None:
        self._connection = connection
        self._address = address

    def create_event(self, invitation: Invitation) -> Event:
        """A new event. The same transactionId makes no second one."""
        body = bodies.event_of(invitation)
        return read(Event, self._ask(lambda user: user.events.post(body, asking())))

    def events_with(self, key: str) -> tuple[Event, ...]:
        """The event that carries the key, as a list of one or none."""
        query = Query(_carries(bodies.MEETING_KEY, key), EVENT, top=1)
        return read(Page[Event], self._ask(lambda user: user.events.get(asking(query)))).value

    def event(self, event_id: str) -> Event:
        """The event with this id. Raises `NotThere`."""
        query = Query(select=EVENT)
        return read(Event, self._ask(lambda user: user.events.by_event_id(event_id).get(asking(query))))

    def change_event(self, event_id: str, invitation: Invitation) -> None:
        """Give the event this subject and these times. Raises `NotThere`."""
        body = bodies.changed_event(invitation)
        self._ask(lambda user: user.events.by_event_id(event_id).patch(body, asking()))

    def cancel_event(self, event_id: str, comment: str) -> None:
        """Cancel the event, with words for the people who are invited. Raises `NotThere`."""
        body = bodies.cancelled(comment)
        self._ask(lambda user: user.events.by_event_id(event_id).cancel.post(body, asking()))

    def delete_event(self, event_id: str) -> None:
        """Remove the event. Raises `NotThere`."""
        self._ask(lambda user: user.events.by_event_id(event_id).delete(asking()))

    def send(self, mail: Mail) -> None:
        """Send the mail. This is the one request that must not be made twice."""
        body = bodies.message_of(mail)
        self._ask(lambda user: user.send_mail.post(body, asking()), repeatable=False)

    def messages_with(self, delivery_id: str) -> tuple[Message, ...]:
        """The message in any folder that carries the delivery's id, as a list of one or none."""
        query = Query(_carries(bodies.DELIVERY_KEY, delivery_id), ["id", "isDraft"], top=1)
        return read(Page[Message], self._ask(lambda user: user.messages.get(asking(query)))).value

    def online_meetings(self, join_url: str) -> tuple[Identified, ...]:
        """The online meeting behind this link, as a list of one or none."""
        query = Query(f"JoinWebUrl eq {_quoted(join_url)}")
        answer = self._ask(lambda user: user.online_meetings.get(asking(query)), self._object_id)
        return read(Page[Identified], answer).value

    def reports(self, meeting_id: str) -> Iterator[Report]:
        """The meeting's attendance reports: one for each time it ended."""
        return self._all(
            Report,
            lambda user: user.online_meetings.by_online_meeting_id(meeting_id).attendance_reports,
        )

    def records(self, meeting_id: str, report_id: str) -> Iterator[Record]:
        """The records of one report. The list of reports leaves them out."""
        return self._all(
            Record,
            lambda user: (
                user.online_meetings.by_online_meeting_id(meeting_id)
                .attendance_reports.by_meeting_attendance_report_id(report_id)
                .attendance_records
            ),
        )

    @cached_property
    def _object_id(self) -> str:
        """The user's id in the directory. Requests about online meetings need it, not the address."""
        query = Query(select=["id"])
        return read(Identified, self._ask(lambda user: user.get(asking(query)))).id

    def _all[P: Part](self, kind: type[P], listing: Callable[[UserItemRequestBuilder], Listing]) -> Iterator[P]:
        """The whole list, page by page. We follow each link to the next page without any change."""
        link = ""

        def next_page(user: UserItemRequestBuilder) -> Awaitable[object]:
            first = listing(user)
            return (first.with_url(link) if link else first).get(asking())

        while True:
            answer = self._ask(next_page, self._object_id)
            page = read(Page[kind], answer)  # type: ignore[valid-type]  # a type argument at run time
            yield from page.value
            if not page.next_link:
                return
            link = page.next_link

    def _ask(self, request: Ask, user: str = "", *, repeatable: bool = True) -> Answer:
        answer = self._connection.ask(user or self._address, request, repeatable=repeatable)
        if error := error_of(answer, repeatable=repeatable):
            if isinstance(error, Throttled):
                metrics.throttled()
            raise error
        return answer


def _carries(name: str, value: str) -> str:
    """The OData filter for things that carry this extended property. Graph ignores capitals in the value."""
    same = f"ep/id eq {_quoted(name)} and ep/value eq {_quoted(value)}"
    return f"singleValueExtendedProperties/Any(ep: {same})"


def _quoted(value: str) -> str:
    """An OData string literal: quotes are doubled."""
    return "'" + value.replace("'", "''") + "'"
