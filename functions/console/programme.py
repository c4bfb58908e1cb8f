"""The programme's versions, and the draft: publish it, discard it, bring it up to date, decide conflicts.

GET /console/settings/programme             -> the versions, newest first
GET, POST /console/settings/programme/draft -> what the draft changes -> published -> programme-published
"""

from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.errors import AnotherVersion, NotPossible, NotUsable
from shared.language.catalogue import Marked, say
from shared.pages.console.check import check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.programme import HERE, programme_page
from shared.pages.console.programme_draft import Typed, draft_page, will_publish
from shared.storage.tables import RowChanged
from shared.versions.changing import catch_up, settle_conflict
from shared.versions.drafting import discard_draft
from shared.versions.publishing import Decision, must_be_a_reason, publish
from shared.versions.reviewing import overview, review_draft
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import Fields, first_of
from shared.web.responses import page, see_other

DRAFT = f"{HERE}/draft"

MOST_DIGITS = 6
"""Digits of a version's number."""

NOTICES = {
    "published": Marked("The version is published. It is in force everywhere within a minute."),
    "back": Marked("The earlier version is in force again, as a new version."),
    "discarded": Marked("The draft is discarded."),
    "uploaded": Marked("The file is the draft now."),
    "kept": Marked("The draft keeps what the team decided."),
    "taken": Marked("The draft takes what the deployed file says."),
    "caught-up": Marked("The draft is up to date."),
}
"""What the page says after each act."""


@door(blueprint, "console/settings/programme", shows(query=("done", "newest"), role=Role.COORDINATOR))
def programme_page_requested(asked: Asked) -> func.HttpResponse:
    """The versions of the programme, with who, when and why."""
    newest = asked.query.get("newest", "")
    versions = overview(asked.services, int(newest) if is_number(newest) else None)
    frame = frame_of(asked, ConsolePlace.SETTINGS)
    return page(programme_page(frame, versions, may_change=may_change(asked), notice=notice_of(asked)))


@door(
    blueprint,
    "console/settings/programme/draft",
    shows(query=("done",), role=Role.COORDINATOR),
    takes_form(200, 303, 409, 422, fields=("act", "draft", "number", "place", "reason", "sure"), role=Role.ADMIN),
)
def programme_draft_page_requested(asked: Asked) -> func.HttpResponse:
    """What the draft of the programme changes, and for whom. An admin publishes or discards it."""
    if asked.method == "POST":
        return _change(asked)
    return _shown(asked, Typed())


def may_change(asked: Asked) -> bool:
    """Whether they may publish and discard. Others read."""
    return asked.somebody is not None and asked.somebody.may(Role.ADMIN)


def notice_of(asked: Asked) -> str:
    """What the last act did."""
    done = NOTICES.get(asked.query.get("done", ""))
    return say(done) if done else ""


def decision_of(asked: Asked) -> Decision:
    """What they decide: the number that the next version gets, and why. A number that is none fits no version."""
    number = first_of(asked.fields, "number")
    return Decision(int(number) if is_number(number) else 0, asked.who, first_of(asked.fields, "reason"))


def is_number(text: str) -> bool:
    """Whether the text can be the number of a version."""
    return text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS


def typed_of(refused: NotUsable, fields: Fields) -> Typed:
    """What was typed, and what is wrong with it: at its field, or for the whole page."""
    at_fields = {error["field"]: error["message"] for error in refused.errors if error["field"] in fields}
    others = "; ".join(error["message"] for error in refused.errors if error["field"] not in fields)
    words = f"{refused.words} {others}".strip()
    return Typed(first_of(fields, "reason"), at_fields, "" if at_fields else words)


def _shown(asked: Asked, typed: Typed, status: HTTPStatus = HTTPStatus.OK) -> func.HttpResponse:
    review = review_draft(asked.services, asked.now)
    frame = frame_of(asked, ConsolePlace.SETTINGS)
    shown = draft_page(frame, review, typed, may_change=may_change(asked), notice=notice_of(asked))
    return page(shown, status)


def _change(asked: Asked) -> func.HttpResponse:
    """Do what the button says. The page shows any refusal, with what was typed."""
    try:
        return _act(asked, first_of(asked.fields, "act"))
    except NotUsable as refused:
        return _shown(asked, typed_of(refused, asked.fields), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (AnotherVersion, NotPossible) as refused:
        return _shown(asked, Typed(first_of(asked.fields, "reason"), warning=refused.words), HTTPStatus.CONFLICT)
    except RowChanged:
        words = say("Somebody changed the draft at the same moment. Look at it again.")
        return _shown(asked, Typed(first_of(asked.fields, "reason"), warning=words), HTTPStatus.CONFLICT)


def _act(asked: Asked, act: str) -> func.HttpResponse:
    services, fields, who, now = asked.services, asked.fields, asked.who, asked.now
    match act:
        case "publish":
            return _publish(asked)
        case "discard":
            return _discard(asked)
        case "catch-up":
            catch_up(services, who, now)
            return see_other(f"{DRAFT}?done=caught-up")
        case "keep" | "take":
            settle_conflict(services, first_of(fields, "place"), who, now, takes_file=act == "take")
            return see_other(f"{DRAFT}?done={'taken' if act == 'take' else 'kept'}")
        case _:
            return see_other(DRAFT)


def _publish(asked: Asked) -> func.HttpResponse:
    decision = decision_of(asked)
    if is_sure(asked.fields):
        publish(asked.services, decision, first_of(asked.fields, "draft"), asked.now)
        return see_other(f"{HERE}?done=published")
    must_be_a_reason(asked.services, decision.reason)
    shown = check_page(
        frame_of(asked, ConsolePlace.SETTINGS),
        title=say("Publish version {number}", number=decision.number),
        will=will_publish(review_draft(asked.services, asked.now)),
        action=DRAFT,
        fields=asked.fields,
        button=say("Publish"),
        back=DRAFT,
    )
    return page(shown)


def _discard(asked: Asked) -> func.HttpResponse:
    if is_sure(asked.fields):
        discard_draft(asked.services, first_of(asked.fields, "draft"), asked.who, asked.now)
        return see_other(f"{HERE}?done=discarded")
    review = review_draft(asked.services, asked.now)
    shown = check_page(
        frame_of(asked, ConsolePlace.SETTINGS),
        title=say("Discard the draft"),
        will=[say("The draft is lost for the whole team:"), *(one.words for one in review.changes)],
        action=DRAFT,
        fields=asked.fields,
        button=say("Discard the draft"),
        back=DRAFT,
        is_serious=True,
    )
    return page(shown)
