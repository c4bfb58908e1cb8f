"""Every request that the café makes to Graph, one function each, on msgraph-sdk's request builders.

Where Graph documents `$select`, a request asks only for the fields that we read. `answers.error_of` says which
error a request raises. This module is slow to import. `shared.graph.microsoft.client` imports it at the first call.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

from shared.graph.microsoft import bodies
from shared.graph.microsoft.answers import (
    ACCEPTED,
    NO_CONTENT,
    Answer,
    Event,
    Extended,
    Identified,
    Message,
    Page,
    Part,
    Record,
    Report,
    Returned,
    error_of,
    need,
    read,
)
from shared.graph.microsoft.connection import Ask, Connection, Query, asking
from shared.graph.protocol import GraphUnavailable, Invitation, Mail, Throttled
from shared.telemetry import metrics

EVENT = ["id", "onlineMeeting"]


class Listing(Protocol):
    """The SDK's builder of a request for a list. It also reads the next page."""

    def get(self, request_configuration: RequestConfiguration[Any] | None = None) -> Awaitable[object]: ...

    def with_url(self, raw_url: str) -> "Listing": ...


class Mailbox:
    """One user, reached through a connection: the mailbox by its address, or the online meetings by object id."""

    def __init__(self, connection: Connection, user: str) -> None:
        self._connection = connection
        self._user = user

    def create_event(self, invitation: Invitation) -> Event:
        """A new event. The same transactionId makes no second one."""
        body = bodies.event_of(invitation)
        return read(Event, self._ask(lambda user: user.events.post(body, asking())))

    def events_with(self, key: str) -> tuple[Event, ...]:
        """The event that carries the key, as a list of one or none."""
        query = Query(_carries(bodies.MEETING_KEY, key), EVENT, top=1)
        return tuple(self._all(Event, lambda user: user.events, query))

    def event(self, event_id: str) -> Event:
        """The event with this id. Raises `NotThere`."""
        query = Query(select=EVENT)
        return read(Event, self._ask(lambda user: user.events.by_event_id(event_id).get(asking(query))))

    def change_event(self, event_id: str, invitation: Invitation) -> None:
        """Give the event this subject and these times. Raises `NotThere`."""
        body = bodies.changed_event(invitation)
        read(Event, self._ask(lambda user: user.events.by_event_id(event_id).patch(body, asking())))

    def cancel_event(self, event_id: str, comment: str) -> None:
        """Cancel the event, with words for the people who are invited. Raises `NotThere`."""
        body = bodies.cancelled(comment)
        answer = self._ask(lambda user: user.events.by_event_id(event_id).cancel.post(body, asking()))
        need(ACCEPTED, answer)

    def delete_event(self, event_id: str) -> None:
        """Remove the event. Raises `NotThere`."""
        need(NO_CONTENT, self._ask(lambda user: user.events.by_event_id(event_id).delete(asking())))

    def send(self, mail: Mail) -> None:
        """Send the mail. This is the one request that must not be made twice."""
        body = bodies.message_of(mail)
        self._ask(lambda user: user.send_mail.post(body, asking()), repeatable=False)

    def messages_with(self, delivery_id: str) -> tuple[Message, ...]:
        """The message in any folder that carries the delivery's id, as a list of one or none."""
        query = Query(_carries(bodies.DELIVERY_KEY, delivery_id), ["id", "isDraft"], top=1)
        return tuple(self._all(Message, lambda user: user.messages, query))

    def reports_of_bounces(self, since: datetime) -> Iterator[Returned]:
        """The non-delivery reports that came into any folder from then on."""
        received = f"receivedDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        condition = f"{received} and {_carries(bodies.MESSAGE_CLASS, bodies.NON_DELIVERY_REPORT)}"
        query = Query(condition, ["id", "receivedDateTime"], expand=[_with(bodies.IN_REPLY_TO)])
        return self._all(Returned, lambda user: user.messages, query)

    def delivery_of(self, internet_message_id: str) -> str:
        """The delivery's id that the message with this internet message id carries; empty if there is none."""
        condition = f"internetMessageId eq {_quoted(internet_message_id)}"
        query = Query(condition, ["id"], expand=[_with(bodies.DELIVERY_KEY)])
        found = self._all(Extended, lambda user: user.messages, query)
        return next((message.extension for message in found if message.extension), "")

    def online_meetings(self, join_url: str) -> tuple[Identified, ...]:
        """The online meeting behind this link, as a list of one or none."""
        query = Query(f"JoinWebUrl eq {_quoted(join_url)}")
        return tuple(self._all(Identified, lambda user: user.online_meetings, query))

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

    def _all[P: Part](
        self, kind: type[P], listing: Callable[[UserItemRequestBuilder], Listing], query: Query | None = None
    ) -> Iterator[P]:
        """The whole list, page by page: a page may be empty and still have a next one.

        We follow each link without any change. Raises `GraphUnavailable` if a link leads back.
        """
        link, followed = "", set[str]()

        def next_page(builder: UserItemRequestBuilder) -> Awaitable[object]:
            first = listing(builder)
            return first.with_url(link).get(asking()) if link else first.get(asking(query))

        while link not in followed:
            followed.add(link)
            page = read(Page[kind], self._ask(next_page))  # type: ignore[valid-type]  # a type argument at run time
            yield from page.value
            if not page.next_link:
                return
            link = page.next_link
        raise GraphUnavailable("a list of pages that goes round in a circle")

    def _ask(self, request: Ask, *, repeatable: bool = True) -> Answer:
        answer = self._connection.ask(self._user, request, repeatable=repeatable)
        if error := error_of(answer, repeatable=repeatable):
            if isinstance(error, Throttled):
                metrics.throttled()
            raise error
        return answer


def _carries(name: str, value: str) -> str:
    """The OData filter for things that carry this extended property. Graph ignores capitals in the value."""
    same = f"ep/id eq {_quoted(name)} and ep/value eq {_quoted(value)}"
    return f"singleValueExtendedProperties/Any(ep: {same})"


def _with(name: str) -> str:
    """The OData expansion for things with this extended property."""
    return f"singleValueExtendedProperties($filter=id eq {_quoted(name)})"


def _quoted(value: str) -> str:
    """An OData string literal: quotes are doubled."""
    return "'" + value.replace("'", "''") + "'"
