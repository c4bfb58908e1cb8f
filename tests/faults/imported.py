"""What a host imports while it starts and works, imported once for all hosts that are forked."""

import azure.identity._credentials.app_service
import feedparser
import holidays
import icalendar
import jinja2
import nh3
import nhs_number
import phonenumbers
import snowballstemmer

import function_app
import local.host.__main__
import shared.graph.microsoft.connection
import shared.graph.microsoft.mailbox
import tests.faults.calls

__all__ = [
    "azure",
    "feedparser",
    "function_app",
    "holidays",
    "icalendar",
    "jinja2",
    "local",
    "nh3",
    "nhs_number",
    "phonenumbers",
    "shared",
    "snowballstemmer",
    "tests",
]
