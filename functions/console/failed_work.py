"""Failed work as a page, for an admin to read. `functions.failed_work` has the acts.

GET /console/failed-work?step=&cause= -> what could not be done, and why
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.failures import failed_work
from shared.pages.failed_work import failed_work_page
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import page


@door(blueprint, "console/failed-work", shows(query=("step", "cause"), role=Role.ADMIN))
def failed_work_page_requested(asked: Asked) -> func.HttpResponse:
    """All failed work, or that of one step or cause, for an admin."""
    step, cause = asked.query.get("step", ""), asked.query.get("cause", "")
    rows = failed_work.kept(asked.services, step, cause)
    return page(failed_work_page(asked.services.programme, rows, is_all=not (step or cause)))
