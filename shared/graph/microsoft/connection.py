"""The way to Graph: one HTTP client on one event loop of its own, with the managed identity's token.

msgraph-sdk is asynchronous, and a client belongs to the loop that made it (msgraph-sdk-python issues #366 and
#787). The app's steps are not asynchronous. So the loop runs in one daemon thread, and callers wait for it.

We leave out the SDK's retries and redirects. It would send a mail again after a 503 (kiota's RetryHandler
repeats POSTs), and sleep for minutes inside a function. The queue waits instead. The SDK does not read the
answers, because it imports about a thousand modules to read its first one.

This module is slow to import. `shared.graph.microsoft.client` imports it at the first call.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from azure.core.exceptions import AzureError
from azure.identity import ManagedIdentityCredential
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from kiota_http.kiota_client_factory import KiotaClientFactory
from kiota_http.middleware import ParametersNameDecodingHandler
from kiota_http.middleware.options import ResponseHandlerOption
from kiota_serialization_json.json_serialization_writer_factory import JsonSerializationWriterFactory
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from shared.graph.microsoft.answers import Answer, is_graphs_refusal
from shared.graph.protocol import GraphUnavailable, OutcomeUnknown

PARALLEL_REQUESTS = 4
"""Requests at the same time: Exchange Online takes no more from one app for one mailbox."""

CONNECT_SECONDS = 5.0

TOKEN_RETRIES = 2
"""How often we ask for a token again, within two seconds. For a longer wait there is the queue."""

UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""What the SDK raises when the identity's endpoint answers with something else than a token."""

SCOPE = "https://graph.microsoft.com/.default"
UNAUTHORIZED = 401

type Ask = Callable[[UserItemRequestBuilder], Awaitable[object]]
"""One request, made by the SDK's builder of a user's requests. It must use `asking()`."""


@dataclass
class Query:
    """OData query options, in the form that kiota's request builders take."""

    filter: str | None = None
    select: list[str] | None = None
    top: int | None = None
    expand: list[str] | None = None

    def get_query_parameter(self, name: str) -> str:
        """The option's name in kiota's URL templates, which encode `$`."""
        return f"%24{name}"


def asking(query: Query | None = None) -> RequestConfiguration[Any]:
    """How to make a request: with these options, and without the SDK reading the answer."""
    unread = ResponseHandlerOption(NativeResponseHandler())
    return RequestConfiguration(query_parameters=query, options=[unread])


class Tokens(AccessTokenProvider):
    """The managed identity's access token. We send it to the address in the settings and nowhere else."""

    def __init__(self, url: str, client_id: str) -> None:
        self._place = urlsplit(url)[:2]
        self._client_id = client_id
        self._credential: ManagedIdentityCredential | None = None

    async def ready(self) -> None:
        """Get a token without holding up the loop. Raises `GraphUnavailable`."""
        await asyncio.to_thread(self._token)

    def drop(self) -> None:
        """Forget a token that Graph refused. A new credential has an empty cache."""
        self._credential = None

    async def get_authorization_token(
        self, uri: str, additional_authentication_context: dict[str, Any] | None = None
    ) -> str:
        """The token for a request to this address. It is empty for any other place, so that none is sent there.

        A context is a challenge: our token was revoked (continuous access evaluation).
        """
        if additional_authentication_context:
            self.drop()
        if urlsplit(uri)[:2] != self._place:
            return ""
        return await asyncio.to_thread(self._token)

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        """The same rule in kiota's form, which has no port."""
        return AllowedHostsValidator([urlsplit(f"//{self._place[1]}").hostname or ""])

    def _token(self) -> str:
        if self._credential is None:
            self._credential = ManagedIdentityCredential(client_id=self._client_id or None, retry_total=TOKEN_RETRIES)
        try:
            token: str = self._credential.get_token(SCOPE).token
        except (AzureError, *UNREADABLE) as refused:
            raise GraphUnavailable("the managed identity got no token") from refused
        return token


class Connection:
    """Requests to Graph at `url`, as the identity with this client id (empty: the system-assigned one).

    One request may take as long as `patience`, from connecting to the last byte of the answer.
    """

    def __init__(self, url: str, client_id: str, patience: timedelta) -> None:
        base = url.rstrip("/")
        self._tokens = Tokens(base, client_id)
        self._patience = patience.total_seconds()
        self._turns = asyncio.Semaphore(PARALLEL_REQUESTS)
        self._client, self._adapter = _client_and_adapter(base, self._tokens, self._patience)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="graph", daemon=True)
        self._thread.start()

    def ask(self, user: str, request: Ask, *, repeatable: bool = True) -> Answer:
        """The answer to a request about this user, whatever its status.

        Raises `GraphUnavailable` if none came. Raises `OutcomeUnknown` instead if the request may have arrived
        and is not `repeatable`. If Graph refuses the token, we get a new one and try once more.
        """
        builder = UsersRequestBuilder(self._adapter, {}).by_user_id(user)
        return self._wait_for(self._exchange(lambda: request(builder), repeatable))

    def close(self) -> None:
        """End the connections and the thread. Only tests do so, a function app never does."""
        self._wait_for(self._client.aclose())
        self._wait_for(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait_for[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _exchange(self, request: Callable[[], Awaitable[object]], repeatable: bool) -> Answer:
        async with self._turns:
            await self._get_token()
            answer = await self._once(request, repeatable)
            if answer.status == UNAUTHORIZED:
                self._tokens.drop()
            if answer.status == UNAUTHORIZED and is_graphs_refusal(answer):  # a proxy may have passed the request on
                await self._get_token()
                answer = await self._once(request, repeatable)
            return answer

    async def _get_token(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._tokens.ready()
        except TimeoutError as silent:
            raise GraphUnavailable("the managed identity gave no token in time") from silent

    async def _once(self, request: Callable[[], Awaitable[object]], repeatable: bool) -> Answer:
        try:
            async with asyncio.timeout(self._patience):
                response = cast(httpx.Response, await request())
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as unreachable:
            raise GraphUnavailable(f"not reached: {type(unreachable).__name__}") from unreachable
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as lost:  # or an answer that cannot be unpacked
            reason = f"no answer: {type(lost).__name__}"
            raise (GraphUnavailable(reason) if repeatable else OutcomeUnknown(reason)) from lost
        return Answer(response.status_code, response.headers, response.content)


def _client_and_adapter(url: str, tokens: Tokens, patience: float) -> tuple[httpx.AsyncClient, HttpxRequestAdapter]:
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes the mailbox's address
    plain = httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(patience, connect=min(patience, CONNECT_SECONDS)),
        follow_redirects=False,
    )
    client = KiotaClientFactory.create_with_custom_middleware([ParametersNameDecodingHandler()], plain)
    adapter = HttpxRequestAdapter(
        BaseBearerTokenAuthenticationProvider(tokens),
        serialization_writer_factory=JsonSerializationWriterFactory(),
        http_client=client,
    )
    adapter.base_url = url
    return client, adapter
