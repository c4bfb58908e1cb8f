"""The café's health as a page, for coordinators and admins. `functions.operations` has it as JSON, for machines.

GET /console/health -> whether the café works, part by part
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.operations.checkup import check_up
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.health import health_page
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import page


@door(blueprint, "console/health", shows(role=Role.COORDINATOR))
def health_page_requested(asked: Asked) -> func.HttpResponse:
    """Whether the café works: its parts, its timers, the nightly audit, and what is running."""
    found = check_up(asked.services, asked.now)
    is_admin = asked.somebody is not None and asked.somebody.may(Role.ADMIN)
    return page(health_page(frame_of(asked, ConsolePlace.SETTINGS), found, asked.now, is_admin=is_admin))
