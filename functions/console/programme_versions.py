"""One version of the programme: read it, go back to it, download it; and a file that becomes the draft.

GET, POST /console/settings/programme/versions/{number}      -> one version -> back to it -> programme-published
GET /console/settings/programme/versions/{number}/cafe.toml  -> the version, or the draft, as a file
GET, POST /console/settings/programme/upload                 -> a file -> the draft
"""

from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from functions.console.programme import decision_of, is_number, may_change, typed_of
from shared.errors import AnotherVersion, NotPossible, NotThere, NotUsable
from shared.language.catalogue import say
from shared.pages.console.check import check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.programme import HERE, address_of, version_title
from shared.pages.console.programme_draft import Typed
from shared.pages.console.programme_upload import upload_page
from shared.pages.console.programme_version import version_page, will_go_back
from shared.storage.tables import RowChanged
from shared.versions.changing import current_mark, read_file, upload
from shared.versions.downloading import as_toml
from shared.versions.publishing import go_back, must_be_a_reason
from shared.versions.reviewing import review_version
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import first_of
from shared.web.responses import download, page, see_other

UPLOAD = f"{HERE}/upload"
TOML = "application/toml"


@door(
    blueprint,
    "console/settings/programme/versions/{number}",
    shows(404, role=Role.COORDINATOR),
    takes_form(200, 303, 404, 409, 422, fields=("number", "reason", "sure"), role=Role.ADMIN),
)
def programme_version_page_requested(asked: Asked) -> func.HttpResponse:
    """One version of the programme: what it changed, and what would change if it were in force again."""
    number = _number(asked.path["number"])
    if asked.method != "POST":
        return _shown(asked, number, Typed())
    try:
        return _go_back(asked, number)
    except NotUsable as refused:
        return _shown(asked, number, typed_of(refused, asked.fields), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (AnotherVersion, NotPossible) as refused:
        typed = Typed(first_of(asked.fields, "reason"), warning=refused.words)
        return _shown(asked, number, typed, HTTPStatus.CONFLICT)


@door(
    blueprint,
    "console/settings/programme/versions/{number}/cafe.toml",
    shows(404, kind=TOML, role=Role.COORDINATOR),
)
def programme_file_requested(asked: Asked) -> func.HttpResponse:
    """A version of the programme, or the draft, as a TOML file."""
    asks_for_draft = asked.path["number"] == "draft"
    number = None if asks_for_draft else _number(asked.path["number"])
    name = "cafe-draft.toml" if asks_for_draft else f"cafe-version-{number}.toml"
    return download(as_toml(asked.services, number, asked.who, asked.now).encode(), TOML, name)


@door(
    blueprint,
    "console/settings/programme/upload",
    shows(role=Role.ADMIN),
    takes_form(200, 303, 409, 422, fields=("draft", "file", "text", "sure"), role=Role.ADMIN),
)
def programme_upload_page_requested(asked: Asked) -> func.HttpResponse:
    """A file that an admin uploads becomes the draft of the programme."""
    frame, mark = frame_of(asked, ConsolePlace.SETTINGS), current_mark(asked.services)
    if asked.method != "POST":
        return page(upload_page(frame, mark))
    text = first_of(asked.fields, "file") or first_of(asked.fields, "text")
    try:
        return _upload(asked, text)
    except NotUsable as refused:
        errors = [error["message"] for error in refused.errors]
        return page(upload_page(frame, mark, text, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (AnotherVersion, RowChanged):
        words = say("Somebody changed the draft meanwhile. Look at it, then upload the file again.")
        return page(upload_page(frame, mark, text, warning=words), HTTPStatus.CONFLICT)


def _number(text: str) -> int:
    """The number of a version in an address. Raises `NotThere`."""
    if not is_number(text):
        raise NotThere(say("There is no such version."))
    return int(text)


def _shown(asked: Asked, number: int, typed: Typed, status: HTTPStatus = HTTPStatus.OK) -> func.HttpResponse:
    review = review_version(asked.services, number, asked.now)
    frame = frame_of(asked, ConsolePlace.SETTINGS)
    return page(version_page(frame, review, typed, may_change=may_change(asked)), status)


def _go_back(asked: Asked, to: int) -> func.HttpResponse:
    decision = decision_of(asked)
    if is_sure(asked.fields):
        go_back(asked.services, to, decision, asked.now)
        return see_other(f"{HERE}?done=back")
    must_be_a_reason(asked.services, decision.reason)
    shown = check_page(
        frame_of(asked, ConsolePlace.SETTINGS),
        title=say("Go back to: {version}", version=version_title(to)),
        will=will_go_back(review_version(asked.services, to, asked.now)),
        action=address_of(to),
        fields=asked.fields,
        button=say("Go back to this version"),
        back=address_of(to),
    )
    return page(shown)


def _upload(asked: Asked, text: str) -> func.HttpResponse:
    """The check page if there is a draft that would be lost; otherwise the file is the draft."""
    mark = first_of(asked.fields, "draft")
    if mark and not is_sure(asked.fields):
        read_file(asked.services, text)
        shown = check_page(
            frame_of(asked, ConsolePlace.SETTINGS),
            title=say("Replace the draft"),
            will=[say("The file takes the place of the draft. What the draft changed is lost.")],
            action=UPLOAD,
            fields={"draft": mark, "text": text},
            button=say("Replace the draft"),
            back=UPLOAD,
            is_serious=True,
        )
        return page(shown)
    upload(asked.services, text, mark, asked.who, asked.now)
    return see_other(f"{HERE}/draft?done=uploaded")
