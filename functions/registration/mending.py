"""Mending a refused sign-up, on the sign-up page as its author filled it in.

GET, POST /sign-up/mend/{token}     -> the author, through the link in the email -> response kept -> response-received
GET, POST /console/sign-ups/{work}  -> a member of the team; audited             -> the same
"""

from collections.abc import Collection, Mapping
from http import HTTPStatus

import azure.functions as func

from functions.registration.blueprint import blueprint
from functions.registration.page import answers_in, show
from shared.failures.rows import FailedWork
from shared.forms import mending
from shared.forms.answers import UnusableAnswers, chosen_series
from shared.language.catalogue import say
from shared.pages.sign_up import Other, signed_up_page
from shared.services import Services
from shared.web.description import shows, takes_form, within
from shared.web.doors import Asked, door
from shared.web.notices import notice_page
from shared.web.principal import Role
from shared.web.responses import page, see_other


@door(blueprint, "sign-up/mend/{token}", shows(404), takes_form(200, 404, 409, 422))
def mending_requested(asked: Asked) -> func.HttpResponse:
    """The page with the answers of a refused sign-up, for its author; or the page after they corrected it."""
    token = asked.path["token"]
    try:
        row = mending.behind_link(asked.services, token)
    except mending.NothingToMend:
        return page(gone_page(asked.services), HTTPStatus.NOT_FOUND)
    return answered(asked, row, Other(mending=f"/sign-up/mend/{token}"))


def _series(services: Services, path: Mapping[str, str]) -> Collection[str]:
    return mending.series_of(services, mending.the_refused(services, path["work"]))


@door(
    blueprint,
    "console/sign-ups/{work}",
    within(_series, shows(404, role=Role.FACILITATOR)),
    within(_series, takes_form(303, 404, 409, 422, role=Role.FACILITATOR)),
)
def mending_for_author_requested(asked: Asked) -> func.HttpResponse:
    """The same page for the team. Whoever corrects a sign-up there is in the audit trail."""
    row = mending.the_refused(asked.services, asked.path["work"])
    chosen = chosen_series(answers_in(asked.services, asked.fields), asked.services.programme)
    if chosen:
        asked.reach.require(chosen)
    return answered(asked, row, Other(mending=f"/console/sign-ups/{row.id}", is_for_another=True))


def answered(asked: Asked, row: FailedWork, other: Other) -> func.HttpResponse:
    """The page as this other one, or what comes after the answers were taken in."""
    services, now = asked.services, asked.now
    if asked.method != "POST":
        return page(show(services, mending.words_of(row), mending.wrong_answers(services, row), "", now, other))
    try:
        heard = mending.mend(services, row, answers_in(services, asked.fields), now, asked.who)
    except UnusableAnswers as unusable:
        html = show(services, asked.fields, unusable.errors, "", now, other)
        return page(html, HTTPStatus.UNPROCESSABLE_ENTITY)
    if other.is_for_another:
        return see_other("/console/waiting?kind=sign-up&done=mended")
    return page(signed_up_page(services.programme, heard))


def gone_page(services: Services) -> str:
    """For a sign-up that was corrected or dropped, or is not kept any more."""
    words = (
        say("You may have corrected your sign-up already. Then we email you, if we have not yet."),
        say("If you have not, sign up again."),
    )
    title = say("There is nothing to correct")
    return notice_page(services.programme, title, words, onward=(say("Sign up"), "/sign-up"))
