"""The sandbox as Microsoft's own SDK sees it: managed identity, msgraph models, paging, errors."""

import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

import httpx
import pytest
from azure.identity.aio import ManagedIdentityCredential

from local.sandbox.graph.documents import Document
from tests.coroutines import done
from tests.local.sandbox_calls import CAFE, KEY, Caller, calling, keyed

with warnings.catch_warnings():
    # msgraph's request builders warn, as they are loaded, of classes of their own that nobody here uses.
    warnings.simplefilter("ignore", DeprecationWarning)
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from kiota_abstractions.request_option import RequestOption
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from kiota_http.kiota_client_factory import KiotaClientFactory
    from kiota_http.middleware.options import RetryHandlerOption
    from msgraph.generated.models.attendance_record import AttendanceRecord
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.file_attachment import FileAttachment
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.message import Message
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError
    from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType
    from msgraph.generated.models.recipient import Recipient
    from msgraph.generated.models.single_value_legacy_extended_property import (
        SingleValueLegacyExtendedProperty,
    )
    from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody
    from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder
    from msgraph.generated.users.item.online_meetings.online_meetings_request_builder import (
        OnlineMeetingsRequestBuilder,
    )
    from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody
    from msgraph.graph_request_adapter import GraphRequestAdapter
    from msgraph.graph_service_client import GraphServiceClient

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
type Play = Callable[[GraphServiceClient], Awaitable[None]]
Asked = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters
Joined = OnlineMeetingsRequestBuilder.OnlineMeetingsRequestBuilderGetQueryParameters


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling() as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{sandbox.address}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "any")
    return sandbox.renewed()


@asynccontextmanager
async def client(address: str) -> AsyncIterator[GraphServiceClient]:
    """Microsoft's client with nothing replaced but the address, and no retries of its own."""
    patient = httpx.AsyncClient(timeout=httpx.Timeout(20.0, connect=5.0))
    no_retry: dict[str, RequestOption] = {
        RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False)
    }
    http = KiotaClientFactory.create_with_default_middleware(patient, no_retry)
    async with ManagedIdentityCredential() as credential, http:
        scopes = ["https://graph.microsoft.com/.default"]
        adapter = GraphRequestAdapter(AzureIdentityAuthenticationProvider(credential, scopes=scopes), http)
        adapter.base_url = f"{address}/v1.0"
        yield GraphServiceClient(request_adapter=adapter)


def play(graph: Caller, act: Play) -> None:
    async def run() -> None:
        async with client(graph.address) as sdk:
            await act(sdk)

    done(run())


def refusal(error: ODataError) -> tuple[int | None, str | None]:
    return error.response_status_code, error.error.code if error.error else None


def letter(*, key: str = "d-1", to: str = "amal@example.org") -> SendMailPostRequestBody:
    message = Message(
        subject="Your place",
        body=ItemBody(content_type=BodyType.Html, content="<p>See you there.</p>"),
        to_recipients=[Recipient(email_address=EmailAddress(address=to))],
        single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=KEY, value=key)],
        attachments=[FileAttachment(name="a.txt", content_type="text/plain", content_bytes=b"Hello")],
    )
    return SendMailPostRequestBody(message=message, save_to_sent_items=True)


def session() -> Event:
    return Event(
        subject="Café",
        start=DateTimeTimeZone(date_time="2026-12-09T12:30:00", time_zone="Europe/London"),
        end=DateTimeTimeZone(date_time="2026-12-09T13:30:00", time_zone="Europe/London"),
        is_online_meeting=True,
        online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
        transaction_id="t-1",
    )


def test_a_mail_is_sent_and_found_page_by_page(graph: Caller) -> None:
    async def act(sdk: GraphServiceClient) -> None:
        cafe = sdk.users.by_user_id(CAFE)
        for _ in range(2):
            await cafe.send_mail.post(letter())
        asked = Asked(filter=keyed("D-1"), select=["id", "subject", "sentDateTime"], top=1)
        first = await cafe.messages.get(RequestConfiguration(query_parameters=asked))
        assert first is not None
        assert [row.subject for row in first.value or []] == ["Your place"]
        last = await cafe.messages.with_url(first.odata_next_link or "").get()
        assert last is not None
        assert (len(last.value or []), last.odata_next_link) == (1, None)

    play(graph, act)
    assert [sent["attachments"][0]["text"] for sent in graph.get("/sandbox/mails").json()] == [
        "Hello",
        "Hello",
    ]


def test_a_session_is_made_once_cancelled_and_gone(graph: Caller) -> None:
    async def act(sdk: GraphServiceClient) -> None:
        events = sdk.users.by_user_id(CAFE).events
        first, again = await events.post(session()), await events.post(session())
        assert first is not None
        assert again is not None
        assert first.id == again.id
        await events.by_event_id(first.id or "").cancel.post(CancelPostRequestBody(comment="Moved"))
        with pytest.raises(ODataError) as gone:
            await events.by_event_id(first.id or "").get()
        assert refusal(gone.value) == (404, "ErrorItemNotFound")

    play(graph, act)


def test_attendance_is_read_from_the_join_link_on(graph: Caller) -> None:
    async def act(sdk: GraphServiceClient) -> None:
        made = await sdk.users.by_user_id(CAFE).events.post(session())
        user = await sdk.users.by_user_id(CAFE).get()
        link = made.online_meeting.join_url if made and made.online_meeting else None
        attend(graph, link or "")
        meetings = sdk.users.by_user_id((user.id if user else None) or "").online_meetings
        asked = Joined(filter=f"JoinWebUrl eq '{link}'")
        meeting = one(await meetings.get(RequestConfiguration(query_parameters=asked)))
        reports = meetings.by_online_meeting_id(meeting.id or "").attendance_reports
        report = one(await reports.get())
        records = reports.by_meeting_attendance_report_id(report.id or "").attendance_records
        assert seen(one(await records.get())) == (
            "amal@example.org",
            datetime(2026, 12, 9, 12, 30, tzinfo=UTC),
        )

    play(graph, act)


def attend(graph: Caller, link: str) -> None:
    record: Document = {
        "emailAddress": "amal@example.org",
        "attendanceIntervals": [{"joinDateTime": "2026-12-09T12:30:00Z", "durationInSeconds": 60}],
    }
    report: Document = {
        "meetingStartDateTime": "2026-12-09T12:30:00Z",
        "meetingEndDateTime": "2026-12-09T13:30:00Z",
        "attendanceRecords": [record],
    }
    graph.post("/sandbox/attendance", {"joinUrl": link, "reports": [report]}).raise_for_status()


class Listed[Row](Protocol):
    """What all of msgraph's collection answers have in common."""

    value: list[Row] | None


def one[Row](answer: Listed[Row] | None) -> Row:
    """The only row of an answer."""
    assert answer is not None
    [row] = answer.value or []
    return row


def seen(record: AttendanceRecord) -> tuple[str | None, datetime | None]:
    intervals = record.attendance_intervals or []
    return record.email_address, intervals[0].join_date_time if intervals else None


def test_a_refusal_arrives_as_an_odata_error(graph: Caller) -> None:
    async def act(sdk: GraphServiceClient) -> None:
        with pytest.raises(ODataError) as refused:
            await sdk.users.by_user_id(CAFE).send_mail.post(letter(to="nobody"))
        assert refusal(refused.value) == (
            400,
            "ErrorInvalidRecipients",
        )

    play(graph, act)


def test_a_busy_graph_is_not_asked_twice(graph: Caller) -> None:
    graph.fault("status", status=503, retry_after="2.128")

    async def act(sdk: GraphServiceClient) -> None:
        with pytest.raises(ODataError) as busy:
            await sdk.users.by_user_id(CAFE).send_mail.post(letter())
        assert refusal(busy.value) == (503, "ServiceUnavailable")
        assert (busy.value.response_headers or {})["retry-after"] == "2.128"

    play(graph, act)
    assert graph.get("/sandbox/calls").json()["calls"] == {"POST /users/{user}/sendMail": 1}


def test_the_sdk_renews_a_token_that_a_leap_of_the_clock_has_ended(graph: Caller) -> None:
    async def act(sdk: GraphServiceClient) -> None:
        cafe = sdk.users.by_user_id(CAFE)
        await cafe.send_mail.post(letter())
        graph.wait(30 * 86_400)
        await cafe.send_mail.post(letter())

    play(graph, act)
    assert len(graph.get("/sandbox/mails").json()) == 2
