"""The settings: what a team changes here, and the pages about running the café.

GET /console/settings -> links to what the person's roles allow
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.settings import settings_page
from shared.programme.content import content_of
from shared.versions.differences import differences
from shared.versions.drafting import draft_or_in_force
from shared.web.description import shows
from shared.web.doors import Asked, addresses, door
from shared.web.principal import Principal, Role
from shared.web.responses import page


@door(blueprint, "console/settings", shows(role=Role.FACILITATOR))
def settings_page_requested(asked: Asked) -> func.HttpResponse:
    """What can be set, and what runs. A facilitator finds people here; a coordinator reads the programme too."""
    somebody = asked.somebody or Principal("", frozenset())
    changes = None
    if somebody.may(Role.COORDINATOR):
        draft = draft_or_in_force(asked.services)
        changes = len(differences(content_of(asked.services.programme), draft.data)) if draft.is_draft else 0
    return page(settings_page(frame_of(asked, ConsolePlace.SETTINGS), somebody, addresses(), changes))
