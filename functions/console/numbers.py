"""The numbers, for the whole team: they name nobody.

GET /console/numbers -> each series over the last twelve months
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.figures.over_time import over_time
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.numbers import numbers_page
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import page


@door(blueprint, "console/numbers", shows(role=Role.LEAD))
def numbers_page_requested(asked: Asked) -> func.HttpResponse:
    """The numbers of every series, for the whole team."""
    return page(numbers_page(frame_of(asked, ConsolePlace.NUMBERS), over_time(asked.services, asked.now)))
