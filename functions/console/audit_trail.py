"""The audit trail: who did what. An admin sees all of it, a coordinator their own acts.

GET /console/audit-trail      -> a page of it, by month, person, act and thing
GET /console/audit-trail/file -> the same as a CSV file
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.audit_trail.reading import MOST, Filter, entries_of, names_of, page_of
from shared.pages.console.audit_trail import View, audit_trail_file, audit_trail_page
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.services import Services
from shared.text.months import is_month, month_before
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import download, page

FILTERS = ("month", "who", "act", "about")


@door(blueprint, "console/audit-trail", shows(query=(*FILTERS, "from"), role=Role.COORDINATOR))
def audit_trail_page_requested(asked: Asked) -> func.HttpResponse:
    """The audit trail, for an admin, by month, person, act and thing. A coordinator sees their own acts."""
    wanted, begin = _wanted(asked), asked.query.get("from", "")
    found = page_of(asked.services, wanted, asked.now, begin)
    view = View(
        names=names_of(asked.services),
        months=list(_months(asked.services, asked.now)),
        is_all=_sees_all(asked),
        is_later=bool(begin),
    )
    return page(audit_trail_page(frame_of(asked, ConsolePlace.SETTINGS), wanted, found, view))


@door(blueprint, "console/audit-trail/file", shows(kind="text/csv", query=FILTERS, role=Role.COORDINATOR))
def audit_trail_file_requested(asked: Asked) -> func.HttpResponse:
    """The same as a CSV file: of one month, or of the last twelve."""
    wanted = _wanted(asked)
    entries = entries_of(asked.services, wanted, asked.now, MOST)
    names = names_of(asked.services)
    content = audit_trail_file(frame_of(asked, ConsolePlace.SETTINGS), entries, names)
    return download(content, "text/csv", f"audit-trail-{wanted.month or f'{asked.now:%Y-%m-%d}'}.csv")


def _sees_all(asked: Asked) -> bool:
    return asked.somebody is not None and asked.somebody.may(Role.ADMIN)


def _wanted(asked: Asked) -> Filter:
    """What the address asks for. Somebody who is no admin sees their own acts, whatever it says."""
    month, who, act, about = (asked.query.get(name, "").strip()[:300] for name in FILTERS)
    return Filter(
        month=month if is_month(month) else "",
        who=who if _sees_all(asked) else asked.who,
        act=act,
        about=about,
    )


def _months(services: Services, now: datetime) -> Iterator[str]:
    """The months of which the trail is kept, the newest first."""
    first = f"{now - timedelta(days=services.programme.retention.audit):%Y-%m}"
    month = f"{now:%Y-%m}"
    while month >= first:
        yield month
        month = month_before(month)
