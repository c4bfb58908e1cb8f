"""The fields of forms about people: what was filled in, and what is wrong with it."""

from collections.abc import Mapping

from shared.forms.answers import LIMITS
from shared.gate.hearing import hear
from shared.gate.judging import Outcome
from shared.gate.naming_nobody import naming_somebody, wrong_words
from shared.language.catalogue import Marked, say
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.text.addresses import is_address
from shared.text.names import has_web_address
from shared.text.plain import in_one_line
from shared.text.slips import meant
from shared.web.requests import Fields, first_of

LONGEST_REASON = 200

NO_REASON = Marked("Enter why you do this")

SHORT_TEXTS = (Answer.ROLE, Answer.SPECIALTY, Answer.PROVIDER)
"""The answers on one line that nobody needs."""

type Errors = list[tuple[str, str]]


def reason_of(programme: Programme, fields: Fields) -> tuple[str, Errors]:
    """The reason in a form, on one line, and what is wrong with it."""
    reason = in_one_line(first_of(fields, "reason"))
    if not reason:
        return "", [("reason", say(NO_REASON))]
    if len(reason) > LONGEST_REASON:
        return reason, [("reason", _too_long(LONGEST_REASON))]
    wrong = wrong_words(programme, reason)
    return reason, [("reason", wrong)] if wrong else []


def name_errors(name: str) -> Errors:
    """What is wrong with somebody's name."""
    if not name:
        return [("name", say("Enter their full name"))]
    if len(name) > LIMITS[Answer.NAME]:
        return [("name", _too_long(LIMITS[Answer.NAME]))]
    if has_web_address(name):
        return [("name", say("Enter the name without a web address or an email address"))]
    return []


def answer_errors(programme: Programme, values: Mapping[str, str]) -> Errors:
    """What is wrong with somebody's other answers."""
    needs = values["access_needs"]
    errors = [
        (answer.value, _too_long(LIMITS[answer]))
        for answer in SHORT_TEXTS
        if len(values.get(answer.value, "")) > LIMITS[answer]
    ]
    if values["hub"] and programme.hub(values["hub"]) is None:
        errors.append(("hub", say("Select how they join")))
    if len(needs) > LIMITS[Answer.ACCESS_NEEDS]:
        errors.append(("access_needs", _too_long(LIMITS[Answer.ACCESS_NEEDS])))
    if hear({"access_needs": needs}, programme).fields(Outcome.IDENTIFIES):
        errors.append(("access_needs", naming_somebody()))
    return errors


def address_errors(programme: Programme, address: str, confirmed: str, name: str = "email") -> tuple[str, Errors]:
    """The address that was probably meant, if this one looks like a slip; and what is wrong with it.

    A slip is asked about once: `confirmed` is the address that was on the form when it was asked.
    """
    if not is_address(address):
        return "", [(name, say("Enter an email address like name@example.nhs.uk"))]
    slip = meant(address, programme.own_domains)
    if not slip or confirmed == address:
        return "", []
    words = say("Did you mean {address}? Correct it, or select Continue if it is right as it is", address=slip)
    return slip, [(name, words)]


def _too_long(limit: int) -> str:
    return say("Use {limit} characters or fewer", limit=f"{limit:,}")
