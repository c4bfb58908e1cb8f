"""Screening: whether a question may go to the panel.

The café speaks in general terms. It is not a referral, complaint, career or counselling service. If a question
identifies a person or asks for such a service, we tell its author where to go instead. The panel does not see it.

This reads words, but does not understand them. It leans to the safe side: it may send back a good question, so
that the author asks it in general terms. It cannot see a name on its own ("Jane told me"), a person who is
described but not named, or a request that uses none of the programme's phrases. So the host reads all questions.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.gate.named_people import names_somebody
from shared.programme.model import NotFor, Programme
from shared.text.matching import mentions
from shared.text.plain import in_one_line

NHS_DIGITS = 10
"""Digits of an NHS number. The last one is a check digit. A British telephone number has at least as many."""


class Outcome(StrEnum):
    """What the gate does with a text."""

    PASS = "pass"  # noqa: S105 - a judgement, no password
    SIGNPOST = "signpost"
    IDENTIFIES = "identifies"
    HELD = "held"
    CRISIS = "crisis"


@dataclass(frozen=True)
class Judgement:
    """What to do with a text, and the entry of `not_for` to show with it, if there is one."""

    outcome: Outcome
    not_for: NotFor | None


def judge(text: str, programme: Programme) -> Judgement:
    """The judgement on a text. A crisis comes first, then a person identified, then a service asked for."""
    asked = [entry for entry in programme.not_for if any(mentions(text, one) for one in entry.phrases)]
    for entry in asked:
        if entry.crisis:
            return Judgement(Outcome.CRISIS, entry)
    if identifies_somebody(text):
        return Judgement(Outcome.IDENTIFIES, None)
    if asked:
        return Judgement(Outcome.SIGNPOST, asked[0])
    return Judgement(Outcome.PASS, None)


def identifies_somebody(text: str) -> bool:
    """True if the text names somebody with a title or a role, or holds a person's number or address."""
    line = in_one_line(text)
    return bool(_ADDRESS.search(line) or _NUMBER.search(line)) or _has_number(line) or names_somebody(line)


_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>.]+\.\w")

_NUMBER = re.compile(
    r"\b(?:GMC|NMC|NHS|MRN|hospital|patient|payroll)\b[^\d?!]{0,24}\b[a-z]{0,2}\d{5,10}\b"
    r"|\b(?:dob|d\.o\.b\.?|date of birth|born on)\W{0,3}(?:is |was )?\d",
    re.IGNORECASE,
)
"""A number after the name of its register or record (GMC: seven digits), or a date of birth."""


def _has_number(line: str) -> bool:
    """True for an NHS number with the right check digit, and for a telephone number in British form."""
    if sum(map(str.isdigit, line)) < NHS_DIGITS:
        return False
    from nhs_number.validate import is_valid  # noqa: PLC0415 - hardly any question has that many digits
    from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415 - as above

    if any(is_valid(re.sub(r"\D", "", one)) for one in re.findall(r"(?:\d[ -]?){9}\d", line)):
        return True
    dialled = (match.raw_string for match in PhoneNumberMatcher(line, "GB", leniency=Leniency.POSSIBLE))
    return any(re.match(r"\(?[0+]", one) and sum(map(str.isdigit, one)) >= NHS_DIGITS for one in dialled)
