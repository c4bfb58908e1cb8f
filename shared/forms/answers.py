"""Answers of the sign-up Form: from the Forms connector's output to checked sign-ups.

The connector's "Get response details" is a flat object: each question's key (`r` and 32 hexadecimal digits)
with its answer. Questions that were deleted from the Form stay in it, blank. We ignore questions that the
programme does not ask.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from shared.forms.values import meanings, parsed, texts
from shared.language.catalogue import Marked, say
from shared.programme.forms import NEEDED, Answer
from shared.programme.model import Programme
from shared.registrations.sign_up import SignUp
from shared.text.addresses import is_address, mended_address, normal_address
from shared.text.names import has_web_address
from shared.text.plain import in_lines, in_one_line

LIMITS: Mapping[Answer, int] = {
    Answer.NAME: 200,
    Answer.ROLE: 200,
    Answer.SPECIALTY: 200,
    Answer.PROVIDER: 200,
    Answer.MOVED_FROM: 200,
    Answer.ACCESS_NEEDS: 2_000,
    Answer.QUESTION: 2_000,
}
"""The most characters of an answer in people's own words."""

IN_LINES = frozenset({Answer.ACCESS_NEEDS, Answer.QUESTION})
"""The answers that keep their line breaks."""

DATES = "dates"
"""Where the page keeps the sessions that somebody picked. A Form does not ask for them."""

DATE = re.compile(r"[a-z][a-z0-9-]{1,30}-\d{4}-\d{2}-\d{2}")

ENCODINGS = 3
"""How often a body may be JSON within a JSON string. A flow with `@{body(…)}` in quotes does this once or twice."""

AGREE = Marked("You can only join if you agree to the ground rules")
ADDRESS = Marked("Enter an email address like name@example.nhs.uk")
BLANK: Mapping[Answer, Marked] = {
    Answer.NAME: Marked("Enter your full name"),
    Answer.EMAIL: ADDRESS,
    Answer.AUDIENCE: Marked("Select which café you want to join"),
    Answer.ATTENDING: Marked("Select which sessions you want to join"),
    Answer.AGREEMENT: AGREE,
}
"""What we say if a needed answer is missing."""


@dataclass(frozen=True)
class FieldError:
    """An answer that cannot be used: the question in the Form's words, and what to do about it."""

    field: Answer
    title: str
    message: str


class UnusableAnswers(Exception):
    """Some answers cannot be used. `errors` lists them all, in the Form's order. The text quotes no answer."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("answers that cannot be used: " + ", ".join(error.field for error in errors))
        self.errors = errors


class NotAResponse(Exception):
    """The body is not a response of a Form. The text says what it is instead, and quotes nothing from it."""


@dataclass(frozen=True)
class Answers:
    """A sign-up for each chosen series, and the question for the panel, which has no author."""

    sign_ups: tuple[SignUp, ...]
    question: str
    unused: tuple[FieldError, ...] = ()
    """What nobody needs and we cannot use as it is: too long, or no option of the question. It costs nobody a seat."""
    vouched: bool = False
    """Whether the Form recorded that this person was signed in with their address."""


def read_answers(raw: Mapping[str, object], programme: Programme) -> Answers:
    """The checked answers. Raises `UnusableAnswers` and nothing else, whatever the values are.

    Only an answer without which nobody can be signed up raises it.
    """
    return _Reading(raw, programme).answers()


def chosen_series(raw: Mapping[str, object], programme: Programme) -> frozenset[str]:
    """The series that a response chooses; none if one of its choices is no option, so that we cannot tell."""
    question = programme.forms.sign_up.questions[Answer.AUDIENCE]
    chosen = meanings(texts(raw.get(question.id)), question)
    return frozenset() if None in chosen else frozenset(one for one in chosen if one)


def response_body(body: object) -> Mapping[str, object]:
    """The connector's body as an object, even if a flow has turned it into text. Raises `NotAResponse`.

    A flow may post `outputs(…)` instead of `body(…)`. The object is then under "body", with status and headers.
    """
    for _ in range(ENCODINGS):
        body = parsed(body) if isinstance(body, str) else body
        if isinstance(body, Mapping) and isinstance(body.get("body"), str | Mapping):
            body = body["body"]
    if not isinstance(body, Mapping):
        kind = "text" if isinstance(body, str) else "a list" if isinstance(body, list) else "a single value"
        raise NotAResponse(f"expected the response as a JSON object of question ids and answers, got {kind}")
    return {str(key): value for key, value in body.items()}


def submitted_at(raw: Mapping[str, object]) -> datetime | None:
    """When the response was sent, or None if we cannot read it.

    The connector writes UTC in American form without a zone ("8/27/2024 12:34:21 PM"). Its documentation shows
    ISO 8601.
    """
    value = raw.get("submitDate")
    text = in_one_line(value) if isinstance(value, str) else ""
    readings: tuple[Callable[[str], datetime], ...] = (_american, datetime.fromisoformat)
    for read in readings:
        try:
            moment = read(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


OPTIONAL: Mapping[str, Sequence[Answer]] = {
    **{
        one.value: (one,)
        for one in (
            Answer.ROLE,
            Answer.SPECIALTY,
            Answer.CARE,
            Answer.PROVIDER,
            Answer.MOVED_FROM,
            Answer.ACCESS_NEEDS,
            Answer.HUB,
        )
    },
    "follow_up": (Answer.SEND_ANSWERS, Answer.FOLLOW_UP),
    "bulletin": (Answer.SEND_BULLETIN, Answer.FOLLOW_UP),
}
"""The fields of a sign-up that may stay empty, and the answers that fill each."""


NAME_ALONE = Marked("Enter your name without a web address or an email address")


class _Reading:
    """One reading of a response. It collects the errors, so that we can show them together."""

    def __init__(self, raw: Mapping[str, object], programme: Programme) -> None:
        self._raw = raw
        self._programme = programme
        self._questions = programme.forms.sign_up.questions
        self._errors: dict[Answer, str] = {}
        self._unused: dict[Answer, str] = {}

    def answers(self) -> Answers:
        series = self._chosen(Answer.AUDIENCE)
        if self._chosen(Answer.AGREEMENT) != ["yes"]:
            self._errors.setdefault(Answer.AGREEMENT, say(AGREE))
        question = self._text(Answer.QUESTION)
        one = SignUp(
            name=self._name(),
            email=self._address(),
            series="",
            every_session="every" in self._chosen(Answer.ATTENDING),
            role=self._text(Answer.ROLE),
            specialty=self._text(Answer.SPECIALTY),
            care=self._care(),
            provider=self._text(Answer.PROVIDER),
            moved_from=self._text(Answer.MOVED_FROM),
            access_needs=self._text(Answer.ACCESS_NEEDS),
            hub=self._hub(),
            follow_up=self._agreed(Answer.SEND_ANSWERS),
            bulletin=self._agreed(Answer.SEND_BULLETIN),
            blank=self._blank(),
        )
        if self._errors:
            raise UnusableAnswers(self._listed(self._errors))
        one = one.model_copy(update={"unused": tuple(field.value for field in self._unused)})
        dates = [date for date in texts(self._raw.get(DATES)) if DATE.fullmatch(date)]
        sign_ups = tuple(
            one.model_copy(update={"series": each, "dates": tuple(sorted({d for d in dates if d[:-11] == each}))})
            for each in series
        )
        return Answers(sign_ups, question, self._listed(self._unused), self._is_vouched(one.email))

    def _is_vouched(self, address: str) -> bool:
        """Whether the Form recorded that the person was signed in with this address. The page records nobody."""
        responder = self._raw.get("responder")
        return isinstance(responder, str) and normal_address(mended_address(responder)) == normal_address(address)

    def _listed(self, messages: Mapping[Answer, str]) -> tuple[FieldError, ...]:
        """These messages in the Form's order."""
        asked = self._questions.items()
        return tuple(FieldError(field, one.title, messages[field]) for field, one in asked if field in messages)

    def _parts(self, field: Answer) -> list[str]:
        """The answer, with one text for each choice. Empty for a question that the Form does not ask."""
        question = self._questions.get(field)
        return texts(self._raw.get(question.id)) if question else []

    def _text(self, field: Answer) -> str:
        """The answer in the person's own words. One that is too long is cut. Half a question would be another one."""
        joined = ", ".join(part.strip() for part in self._parts(field))
        text = in_lines(joined) if field in IN_LINES else in_one_line(joined)
        if not text and field in NEEDED:
            self._errors[field] = say(BLANK[field])
        if len(text) > LIMITS[field]:
            limit, length = f"{LIMITS[field]:,}", f"{len(text):,}"
            wrong = self._errors if field in NEEDED else self._unused
            wrong[field] = say("Use {limit} characters or fewer: this answer has {length}", limit=limit, length=length)
            return "" if field is Answer.QUESTION else text[: LIMITS[field]].rstrip()
        return text

    def _name(self) -> str:
        name = self._text(Answer.NAME)
        if has_web_address(name):
            self._errors[Answer.NAME] = say(NAME_ALONE)
        return name

    def _address(self) -> str:
        """The address that the person wrote, or else the address of the signed-in responder."""
        responder = self._raw.get("responder")
        address = mended_address(", ".join(self._parts(Answer.EMAIL)))
        if not address and isinstance(responder, str):
            address = mended_address(responder)
        if not is_address(address):
            self._errors[Answer.EMAIL] = say(ADDRESS)
        return address

    def _meanings(self, field: Answer) -> list[str | None]:
        question = self._questions.get(field)
        return meanings(self._parts(field), question) if question else []

    def _known(self, field: Answer) -> list[str]:
        """The different meanings of the choices, in order. Choices that are not an option are left out."""
        chosen = self._meanings(field)
        known = list(dict.fromkeys(meaning for meaning in chosen if meaning is not None))
        if chosen and not known and field not in NEEDED:
            self._unused[field] = self._options(field)
        return known

    def _chosen(self, field: Answer) -> list[str]:
        """The meanings of the choices, for a question that needs one of its options."""
        chosen = self._meanings(field)
        if not chosen:
            self._errors[field] = say(BLANK[field])
        elif None in chosen:
            self._errors[field] = self._options(field)
        return self._known(field)

    def _agreed(self, consent: Answer) -> bool:
        """Whether the person said yes to this, in a question of its own or in the one question for both."""
        return any(self._known(question) == ["yes"] for question in (consent, Answer.FOLLOW_UP))

    def _options(self, field: Answer) -> str:
        options = "; ".join(f"“{option}”" for option in self._questions[field].options)
        return say("Select from these answers: {options}", options=options)

    def _care(self) -> Literal["", "primary", "secondary", "both"]:
        """A person who chooses several works in both. An answer in their own words does not count."""
        match [known for known in self._known(Answer.CARE) if known in {"primary", "secondary", "both"}]:
            case []:
                return ""
            case ["primary"]:
                return "primary"
            case ["secondary"]:
                return "secondary"
            case _:
                return "both"

    def _blank(self) -> tuple[str, ...]:
        """The fields of a sign-up that nobody needs and that no answer fills here."""
        return tuple(field for field, answers in OPTIONAL.items() if not any(map(self._is_answered, answers)))

    def _is_answered(self, field: Answer) -> bool:
        question = self._questions.get(field)
        return bool(self._known(field) if question and question.options else self._parts(field))

    def _hub(self) -> str:
        """The first hub that was chosen. Any other answer means the person's own device, which works anywhere."""
        return next((hub for hub in self._known(Answer.HUB) if self._programme.hub(hub)), "")


def _american(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)
