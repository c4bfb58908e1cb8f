"""Quieting: libraries say nothing of the requests they make. A request's address has keys of people and rows in it."""

import logging
import os

TALKATIVE = (
    *("azure.core", "azure.data", "azure.identity", "azure.storage", "msal", "urllib3"),
    *("httpcore", "httpx", "kiota_abstractions", "kiota_authentication_azure", "kiota_http", "msgraph", "msgraph_core"),
)
"""The loggers of the libraries that reach the outside. Below warnings, they log each request."""

SPANS = "AZURE_TRACING_ENABLED"
"""Azure's libraries make a span of each request, with its address, unless this says otherwise (azure-core, settings)."""


def quieten_libraries() -> None:
    """From now on these libraries log warnings and errors alone, and make no spans."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    os.environ[SPANS] = "false"
