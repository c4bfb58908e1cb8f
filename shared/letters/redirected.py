"""Redirected: a question did not go to the panel. The letter says why, and where its author finds help.

The letter never repeats the question. Its subject never says what the question was about.
"""

from datetime import datetime

from shared.gate.judging import Outcome
from shared.language.catalogue import say
from shared.letters.parts import sign_up_link, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.programme.model import NotFor, Programme
from shared.registrations.rows import Registration, Standing
from shared.registrations.sign_up import SignUp
from shared.services import Services


def compose(
    services: Services,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - letters are composed alike; this one is never too late
) -> Letter:
    """`detail` is the id of the programme's `not_for` entry, or `Outcome.IDENTIFIES`.

    It is never too late to tell somebody where to find help, even after they cancelled. `about` is a session, or a
    series that has no session yet.
    """
    author = _author(services, delivery)
    asked_for = _asked_for(services.programme, delivery.detail)
    return write(
        services,
        "redirected",
        author.email,
        say("About your question for the café"),
        heading=say("Where to go with your question"),
        name=author.name,
        asked_for=asked_for,
        asked_for_words=_within_a_sentence(asked_for.name) if asked_for else "",
        others=[one for one in services.programme.not_for if one is not asked_for],
        sign_up_link=sign_up_link(services),
    )


def _author(services: Services, delivery: Delivery) -> SignUp:
    place = services.tables.get(Registration, (delivery.about, delivery.person))
    place_in_all = place or services.tables.get(Standing, (delivery.about, delivery.person))
    if place_in_all is None:
        raise Missed("the registration is not kept any more")
    return place_in_all.details


def _asked_for(programme: Programme, detail: str) -> NotFor | None:
    """What the question asked for. None if the question identifies somebody."""
    if detail == Outcome.IDENTIFIES:
        return None
    entry = programme.not_for_with(detail)
    if entry is None:
        raise Missed("the programme no longer says where to go instead")
    return entry


def _within_a_sentence(words: str) -> str:
    """The name as it is written in the middle of a sentence: "a complaints service". Abbreviations stay as they are."""
    first, _, _ = words.partition(" ")
    return words if len(first) > 1 and first.isupper() else words[:1].lower() + words[1:]
