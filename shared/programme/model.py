"""The programme: what a team decides about its café, as one frozen model (`shared.programme.reading` reads it)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Protocol, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.programme.barriers import Barrier
from shared.text.addresses import is_address

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
"""Lower-case words joined by hyphens: safe in table keys, queue messages and URLs."""

MOST_SEATS = 2_000
"""Of one session: an entity's string holds no more keys of people, and the row is read by everyone who asks."""


def _an_address(value: str) -> str:
    if not is_address(value):
        raise ValueError("write an e-mail address, such as cafe@example.nhs.uk")
    return value


def _a_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError("write an IANA time zone, such as Europe/London") from unknown
    return value


def _a_rule(value: str) -> str:
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - loaded only where a programme is read or planned

    if any(part in value.upper() for part in ("DTSTART", "COUNT=", "\n")):
        raise ValueError("write the RFC 5545 rule alone, without DTSTART or COUNT, such as FREQ=MONTHLY;BYDAY=2WE")
    if not any(f"FREQ={often}" in value.upper() for often in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")):
        raise ValueError("write a rule that is daily, weekly, monthly or yearly, such as FREQ=MONTHLY;BYDAY=2WE")
    try:
        rrulestr(value, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 - only the syntax is tried
    except (ValueError, KeyError, TypeError) as wrong:
        raise ValueError("write an RFC 5545 rule, such as FREQ=MONTHLY;BYDAY=2WE") from wrong
    return value


def _longer_than_nothing(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError('write how long before the start, as an ISO 8601 duration, such as "P1D" or "PT1H"')
    return value


Address = Annotated[str, AfterValidator(_an_address)]
Zone = Annotated[str, AfterValidator(_a_zone)]
Rule = Annotated[str, AfterValidator(_a_rule)]
Before = Annotated[timedelta, AfterValidator(_longer_than_nothing)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
Words = Annotated[str, Field(min_length=1)]


class Mistake(ValueError):
    """A value that is wrong because of another one: `place` is where it stands within the part that found it."""

    def __init__(self, words: str, *place: str | int) -> None:
        super().__init__(words)
        self.place = place


class Part(BaseModel):
    """A part of the programme file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # built when a programme is read


class About(Part):
    """`[programme]`: whose café this is."""

    name: Words
    region: Words
    zone: Zone = "Europe/London"
    contact: Address
    operations: Address
    plan_days: int = Field(90, ge=1, le=366)


class Organiser(Part):
    """`[organiser]`: the mailbox that owns the meetings and sends the mails.

    Where the bulletin has mailboxes of its own, it is shared out among them and leaves the organiser's alone.
    """

    name: Words
    mailbox: Address
    bulk_mailboxes: tuple[Address, ...] = ()


class Series(Part):
    """`[[series]]`: one audience's recurring session, in the wall-clock time of the programme's zone."""

    id: Identifier
    title: Words
    audience: Words
    rule: Rule
    start: time
    minutes: int = Field(60, ge=5, le=480)
    capacity: int | None = Field(None, ge=1, le=MOST_SEATS)
    holidays: Literal["skip", "move", "keep"] = "skip"
    reminders: tuple[Before, ...] = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))


class Facilitator(Part):
    """`[[facilitators]]`: someone who hosts series, is briefed before and gets the digest after."""

    name: Words
    email: Address
    role: Words
    series: tuple[Identifier, ...]


class Stakeholder(Part):
    """`[[stakeholders]]`: someone who gets the bulletin because of their office."""

    name: Words
    email: Address
    role: Words


class GroundRules(Part):
    """`[ground_rules]`: what everybody agrees to at sign-up."""

    rules: tuple[Words, ...] = Field(min_length=1)


class NotFor(Part):
    """`[[not_for]]`: something the café is not, where to go instead, and the phrases that ask for it."""

    name: Words
    go_to: Words
    link: WebAddress
    phrases: tuple[Words, ...] = ()


class Hub(Part):
    """`[[hubs]]`: a room that streams the café."""

    id: Identifier
    name: Words
    address: Words
    contact: Address


class Theme(Part):
    """`[[themes]]`: words that reveal a theme, and the signpost: who helps, and where."""

    name: Words
    words: tuple[Words, ...] = Field(min_length=1)
    signpost: Words
    link: WebAddress


class Feed(Part):
    """`[[feeds]]`: an RSS or Atom feed the horizon scan reads."""

    id: Identifier
    title: Words
    url: WebAddress
    audiences: tuple[Identifier, ...]


class SmallNumbers(Part):
    """`[small_numbers]`: how counts of people are printed (see `shared.figures.disclosure`)."""

    hide_up_to: int = Field(7, ge=0, le=100)
    round_to: int = Field(5, ge=1, le=100)

    @model_validator(mode="after")
    def _hides_something(self) -> Self:
        if self.hide_up_to == 1:
            raise ValueError("hide_up_to = 1 would print every 1 as *, which says that it is 1: write 0, or 2 or more")
        return self


class Retention(Part):
    """`[retention]`: days after the session that rows about people are kept."""

    registrations: int = Field(365, ge=1)
    feedback: int = Field(730, ge=1)
    refused_responses: int = Field(90, ge=1)


class Answer(StrEnum):
    """What the café asks at sign-up. The programme file says which question of the Form asks it."""

    NAME = "name"
    EMAIL = "email"
    AUDIENCE = "audience"
    ATTENDING = "attending"
    ROLE = "role"
    SPECIALTY = "specialty"
    CARE = "care"
    PROVIDER = "provider"
    MOVED_FROM = "moved_from"
    ACCESS_NEEDS = "access_needs"
    HUB = "hub"
    QUESTION = "question"
    AGREEMENT = "agreement"
    FOLLOW_UP = "follow_up"


NEEDED = frozenset({Answer.NAME, Answer.EMAIL, Answer.AUDIENCE, Answer.ATTENDING, Answer.AGREEMENT})
"""The answers without which nobody can be signed up."""


CHOSEN = frozenset({Answer.AUDIENCE, Answer.ATTENDING, Answer.AGREEMENT})
"""The answers that have to be one of the options."""

MEANINGS: Mapping[Answer, Sequence[str]] = {
    Answer.ATTENDING: ("next", "every"),
    Answer.CARE: ("primary", "secondary", "both"),
    Answer.AGREEMENT: ("yes", "no"),
    Answer.FOLLOW_UP: ("yes", "no"),
}
"""What a choice can mean, where that does not depend on the programme."""


class FeedbackAnswer(StrEnum):
    """What a feedback Form asks, beside the café's own page. It knows neither who answers nor which session it was."""

    CAFE = "cafe"
    CAME = "came"
    SCORE = "score"
    CHANGE = "change"
    UNANSWERED = "unanswered"
    STOPPED_BY = "stopped_by"
    WORDS = "words"


class FormQuestion(Part):
    """One question of the Form: its key in the connector's output, its words, and what its choices mean."""

    id: str = Field(pattern=r"^r[0-9a-f]{32}$")
    title: Words
    options: Mapping[str, str] = {}


class SignUpForm(Part):
    """`[forms.sign_up]`: the Microsoft Form, question by question."""

    id: Words
    title: Words
    silent_days: int = Field(10, ge=1, le=365)
    """Days without a response after which the team is told, while there is something to sign up for."""
    questions: Mapping[Answer, FormQuestion]

    @model_validator(mode="after")
    def _asks_what_is_needed(self) -> Self:
        missing = sorted(NEEDED - set(self.questions))
        if missing:
            raise ValueError(f"add [forms.sign_up.questions.{missing[0]}]: nobody can be signed up without it")
        _each_its_own(self.questions)
        for answer, question in self.questions.items():
            place = "questions", answer.value
            if answer in CHOSEN and not question.options:
                raise Mistake("say what each choice means", *place, "options")
            _known((*place, "options"), question.options.values(), MEANINGS.get(answer))
        return self


class FeedbackForm(Part):
    """`[forms.feedback]`: a Microsoft Form for feedback, question by question."""

    id: Words
    title: Words
    questions: Mapping[FeedbackAnswer, FormQuestion]

    @model_validator(mode="after")
    def _asks_what_is_needed(self) -> Self:
        for needed in (FeedbackAnswer.CAFE, FeedbackAnswer.SCORE):
            if needed not in self.questions:
                raise ValueError(f"add [forms.feedback.questions.{needed}]: feedback cannot be used without it")
        _each_its_own(self.questions)
        if not self.questions[FeedbackAnswer.CAFE].options:
            raise Mistake("say what each choice means", "questions", FeedbackAnswer.CAFE.value, "options")
        meanings = {FeedbackAnswer.CAME: ("yes", "no"), FeedbackAnswer.STOPPED_BY: tuple(Barrier)}
        for answer, question in self.questions.items():
            _known(("questions", answer.value, "options"), question.options.values(), meanings.get(answer))
        return self


class Forms(Part):
    """`[forms]`."""

    sign_up: SignUpForm
    feedback: FeedbackForm | None = None


class Programme(Part):
    """The whole of `cafe.toml`."""

    programme: About
    organiser: Organiser
    series: tuple[Series, ...] = Field(min_length=1)
    facilitators: tuple[Facilitator, ...] = Field(min_length=1)
    stakeholders: tuple[Stakeholder, ...] = ()
    ground_rules: GroundRules
    not_for: tuple[NotFor, ...] = ()
    hubs: tuple[Hub, ...] = ()
    themes: tuple[Theme, ...] = ()
    feeds: tuple[Feed, ...] = ()
    small_numbers: SmallNumbers = SmallNumbers()
    retention: Retention = Retention()
    forms: Forms

    @property
    def zone(self) -> ZoneInfo:
        """The wall clock of the programme."""
        return ZoneInfo(self.programme.zone)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whom a bulletin item can be for: each series' people, and the stakeholders."""
        return (*(one.id for one in self.series), STAKEHOLDERS)

    def series_of(self, series_id: str) -> Series:
        """The series with this id. Raises `KeyError` for a series the programme no longer has."""
        for one in self.series:
            if one.id == series_id:
                return one
        raise KeyError(series_id)

    def facilitators_of(self, series_id: str) -> tuple[Facilitator, ...]:
        """Who hosts this series."""
        return tuple(one for one in self.facilitators if series_id in one.series)

    def hub(self, hub_id: str) -> Hub | None:
        """The hub with this id, or None for "on my own device"."""
        return next((one for one in self.hubs if one.id == hub_id), None)

    @model_validator(mode="after")
    def _names_only_what_exists(self) -> Self:
        ids = _ids("series", self.series)
        hubs = ["", *_ids("hubs", self.hubs)]
        _ids("feeds", self.feeds)
        for number, person in enumerate(self.facilitators):
            _known(("facilitators", number, "series"), person.series, ids)
        for number, feed in enumerate(self.feeds):
            _known(("feeds", number, "audiences"), feed.audiences, self.audiences)
        for answer, known in ((Answer.AUDIENCE, ids), (Answer.HUB, hubs)):
            if question := self.forms.sign_up.questions.get(answer):
                place = "forms", "sign_up", "questions", answer.value, "options"
                _known(place, question.options.values(), known)
        if self.forms.feedback:
            cafe = FeedbackAnswer.CAFE
            place = "forms", "feedback", "questions", cafe.value, "options"
            _known(place, self.forms.feedback.questions[cafe].options.values(), ids)
        return self


STAKEHOLDERS = "stakeholders"
"""The bulletin's audience beside the series' own people."""


def _each_its_own[Asked: StrEnum](questions: Mapping[Asked, FormQuestion]) -> None:
    """Raise unless each question has an id of its own."""
    seen: set[str] = set()
    for answer, question in questions.items():
        if question.id in seen:
            raise Mistake(
                "another question has this id: copy each one's own from a response", "questions", answer.value, "id"
            )
        seen.add(question.id)


def _known(place: Sequence[str | int], named: Iterable[str], known: Sequence[str] | None) -> None:
    """Raise unless every name in `named` is one of `known` (None: any will do)."""
    for name in named:
        if known is not None and name not in known:
            raise Mistake(f'"{name}" is not one of {", ".join(repr(one) for one in known)}', *place)


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


def _ids(place: str, parts: Sequence[_WithId]) -> list[str]:
    """The parts' ids. Raise unless each has its own."""
    ids: list[str] = []
    for number, part in enumerate(parts):
        if part.id in ids:
            raise Mistake(f'another has the id "{part.id}": give each its own', place, number, "id")
        ids.append(part.id)
    return ids
