"""Quieting: libraries say nothing of the requests they make. A request's address has keys of people and rows in it."""

import logging

TALKATIVE = (
    *("azure.core", "azure.data", "azure.identity", "azure.storage", "msal", "urllib3"),
    *("httpcore", "httpx", "kiota_abstractions", "kiota_authentication_azure", "kiota_http", "msgraph", "msgraph_core"),
)
"""The loggers of the libraries that reach the outside. Below warnings, they log each request."""


def quieten_libraries() -> None:
    """From now on these libraries log warnings and errors alone."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
