"""The way to storage: an answer that is not storage's own is no answer, and each of storage's own tells its time."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from azure.core.exceptions import ServiceResponseError
from azure.core.pipeline.transport import RequestsTransport

from shared.clock import by_this_machine

SIGN = "x-ms-request-id"
"""Each answer of Azure Storage has this header ("Common REST API response headers"). A proxy's page has not."""

TABLES, QUEUES = ("application/json", "multipart/mixed"), ("application/xml",)
"""What the services' answers with a body are written in. A page is not."""

TRANSACTION = 202
"""How a transaction is answered: in many parts."""

SUCCESS = range(200, 300)
SERVER_ERROR = 500

type Heard = Callable[[datetime, datetime, datetime], None]
"""Is told what time it is at storage, and when we asked and were answered by our own clock."""


class StorageTransport(RequestsTransport):  # type: ignore[misc]  # the SDK loads it in a way mypy cannot see
    """Sends the SDKs' requests. What others answer in storage's place counts as a lost answer, so the SDK asks again.

    A server's error passes as it is, because the SDK waits before it asks again. `heard` is told storage's time.
    """

    def __init__(self, forms: tuple[str, ...], heard: Heard | None = None) -> None:
        super().__init__()
        self._forms, self._heard = forms, heard

    def send(self, request: Any, **options: Any) -> Any:
        """The answer. Raises `ServiceResponseError` if it is not storage's."""
        asked = by_this_machine()
        answer = super().send(request, **options)
        if self._is_storages(answer):
            self._tell(answer.headers.get("date", ""), asked)
        elif answer.status_code < SERVER_ERROR:
            answer.internal_response.close()
            raise ServiceResponseError(f"somebody else answered {answer.status_code} in storage's place")
        return answer

    def _is_storages(self, answer: Any) -> bool:
        form = answer.headers.get("content-type", "").lower()
        if SIGN not in answer.headers or answer.status_code not in SUCCESS:
            return SIGN in answer.headers
        if answer.status_code == TRANSACTION:
            return bool(form.startswith(TABLES[1]))
        return not form or bool(form.startswith(self._forms))

    def _tell(self, date: str, asked: datetime) -> None:
        if self._heard is None:
            return
        try:
            at = parsedate_to_datetime(date)
        except ValueError:
            return
        self._heard(at, asked, by_this_machine())
