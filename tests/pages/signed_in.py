"""Asking for pages of the console as somebody who is signed in, without a browser."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

import azure.functions as func

from local.memory.builders import NOW
from local.memory.services import MemoryServices, some_settings
from tests.pages.site import Visit, answer
from tests.the_app import deployed


@dataclass(frozen=True)
class Console:
    """The console of this café for somebody with these headers."""

    services: MemoryServices
    headers: Mapping[str, str]
    now: datetime = NOW

    def get(self, address: str) -> func.HttpResponse:
        """The answer to a link."""
        return self._ask("GET", address, b"")

    def post(self, address: str, fields: Mapping[str, str | list[str]]) -> func.HttpResponse:
        """The answer to a form."""
        return self._ask("POST", address, urlencode(dict(fields), doseq=True).encode())

    def words(self, address: str) -> str:
        """The page at this address."""
        return self.get(address).get_body().decode()

    def _ask(self, method: str, address: str, body: bytes) -> func.HttpResponse:
        deployed()
        services = replace(self.services, settings=some_settings(signed_in_by_platform=True))
        return answer(services, Visit(method, address, body, self.headers), self.now)


def status_and_words(answered: func.HttpResponse) -> tuple[int, str]:
    """The status, and the page."""
    return answered.status_code, answered.get_body().decode()
