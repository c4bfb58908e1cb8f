"""Subscribing: people ask for the bulletin, and can stop it with one press. The owner of the address confirms it.

GET, POST /bulletin/subscribe           -> the request is kept -> the address is asked -> delivery-due
GET, POST /bulletin/unsubscribe/{token} -> ended; RFC 8058's one click sends this POST too

No answer shows whether we know an address. GET changes nothing, because mail programs open links by themselves.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared.bulletin import subscriptions
from shared.keys import BadLink, Link
from shared.language.catalogue import say
from shared.pages.bulletin import subscribe_page, unsubscribe_page
from shared.programme.model import Programme
from shared.registrations.vouching import ask_owner
from shared.services import Services
from shared.text.addresses import is_address, mended_address
from shared.text.names import has_web_address
from shared.text.plain import in_one_line
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.notices import notice_page
from shared.web.pressing import press_again
from shared.web.requests import first_of
from shared.web.responses import page

FIELDS = ("name", "email", "audience")
LONGEST_NAME = 200
ONE_CLICK = "Email programs on the web post the one-click unsubscribe from their own pages (RFC 8058)."


@door(blueprint, "bulletin/subscribe", shows(), takes_form(200, 422, fields=(*FIELDS, "proof"), counted=True))
def bulletin_subscription_requested(asked: Asked) -> func.HttpResponse:
    """The form, or the form with what somebody filled in."""
    if asked.method == "POST":
        values = {name: in_one_line(first_of(asked.fields, name)) for name in FIELDS}
        values["email"] = mended_address(first_of(asked.fields, "email"))
        return _press_again(asked, values) or subscribe(asked.services, values, asked.now)
    return page(subscribe_page(asked.services.programme, {}))


@door(blueprint, "bulletin/unsubscribe/{token}", shows(404), takes_form(200, 404, open_because=ONE_CLICK))
def bulletin_subscription_ended(asked: Asked) -> func.HttpResponse:
    """The link in every bulletin: a page with a button, or the result of pressing it here or in a mail program."""
    if asked.method == "POST":
        return end(asked.services, asked.path["token"], asked.now)
    return ask_to_end(asked.services, asked.path["token"])


def _press_again(asked: Asked, values: Mapping[str, str]) -> func.HttpResponse | None:
    """The page that asks for one more press while very many subscribe. Wrong answers are told first."""
    if _errors(asked.services, values):
        return None
    return press_again(asked, values, {"name": say("Your full name"), "email": say("Your email address")})


def subscribe(services: Services, values: Mapping[str, str], now: datetime) -> func.HttpResponse:
    """Keep the request and ask its address, at most once a day. The answer is the same for every address."""
    programme = services.programme
    errors = _errors(services, values)
    if errors:
        return page(subscribe_page(programme, values, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    audience = values["audience"]
    person = subscriptions.request(services, audience, values["name"], values["email"], now)
    ask_owner(services, person, audience, now)
    words = (
        say(
            "If you do not get the bulletin yet, we have sent an email to the address you gave. Open the link in "
            "it to confirm."
        ),
        say(
            "If no email comes within 15 minutes, check your junk folder or email {contact}.",
            contact=programme.about.contact,
        ),
    )
    return _notice(programme, say("Check your email"), *words)


def ask_to_end(services: Services, token: str) -> func.HttpResponse:
    """The page with the button. Raises `BadLink`."""
    audiences, _ = _parts(services, Link.UNSUBSCRIBE, token)
    return page(unsubscribe_page(services.programme, audiences))


def end(services: Services, token: str, now: datetime) -> func.HttpResponse:
    """End the subscriptions that the link names. A second time changes nothing. Raises `BadLink`."""
    audiences, person = _parts(services, Link.UNSUBSCRIBE, token)
    for audience in audiences:
        subscriptions.end(services, audience, person, now)
    return _notice(
        services.programme,
        say("You no longer get the bulletin"),
        say("We have removed your name and address from the list. An email that is on its way may still reach you."),
    )


def _notice(programme: Programme, title: str, *words: str) -> func.HttpResponse:
    return page(notice_page(programme, title, words, onward=(say("Read the bulletin"), "/bulletin")))


def _parts(services: Services, link: Link, token: str) -> tuple[tuple[str, ...], str]:
    """The audiences and the person that a link names. Raises `BadLink`."""
    *audiences, person = services.keys.unsign(link, token)
    if not audiences:
        raise BadLink
    return tuple(audiences), person


def _errors(services: Services, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors, each with its field, in the order of the form."""
    name, email, audience = (values[field] for field in FIELDS)
    checks = [
        ("name", bool(name), say("Enter your full name")),
        ("name", len(name) <= LONGEST_NAME, say("Enter a name of at most {limit} characters", limit=LONGEST_NAME)),
        ("name", not has_web_address(name), say("Enter your name without a web address or an email address")),
        ("email", is_address(email), say("Enter an email address like name@example.nhs.uk")),
        ("audience", audience in services.programme.audiences, say("Select what you want to read about")),
    ]
    return [(field, message) for field, is_right, message in checks if not is_right]
