"""What a host imports while it starts and works, imported once for all hosts that are forked.

A host that has to import a module itself costs each of a thousand hosts that time.
"""

import email.generator
import gc
import importlib
import uuid

import anyio._backends._asyncio
import azure.core.rest._aiohttp
import azure.core.rest._http_response_impl
import azure.core.rest._http_response_impl_async
import azure.core.rest._requests_basic
import azure.identity._credentials.app_service
import feedparser
import h2.connection
import holidays
import httpcore
import icalendar
import jinja2
import jinja2.ext
import msgraph.generated.models.o_data_errors.o_data_error
import msgraph.generated.users.item.events.events_request_builder
import msgraph.generated.users.item.messages.messages_request_builder
import msgraph.generated.users.item.online_meetings.online_meetings_request_builder
import msgraph.generated.users.item.send_mail.send_mail_request_builder
import nh3
import nhs_number
import nhsuk_frontend_jinja  # type: ignore[import-untyped]  # it has no types
import opentelemetry.metrics
import phonenumbers
import snowballstemmer
import uvicorn.lifespan.off
import uvicorn.protocols.http.auto

import function_app
import local.host.__main__
import shared.graph.microsoft.connection
import shared.graph.microsoft.mailbox
import tests.faults.calls
from shared.mail.rows import MailKind

for kind in MailKind:
    importlib.import_module(f"shared.letters.{kind.replace('-', '_')}")  # see `shared.letters.kinds`
uuid.getnode()  # it asks other programs, once in a process
gc.freeze()  # so that a fork's garbage collector copies no page of this

__all__ = [
    "anyio",
    "azure",
    "email",
    "feedparser",
    "function_app",
    "h2",
    "holidays",
    "httpcore",
    "icalendar",
    "jinja2",
    "local",
    "msgraph",
    "nh3",
    "nhs_number",
    "nhsuk_frontend_jinja",
    "opentelemetry",
    "phonenumbers",
    "shared",
    "snowballstemmer",
    "tests",
    "uvicorn",
]
