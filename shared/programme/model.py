"""The programme: what a team decides about its café, as one frozen model (`shared.programme.reading` reads it)."""

from datetime import date, time, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from shared.programme.forms import Answer, FeedbackAnswer, Forms
from shared.programme.values import (
    MOST_SEATS,
    Address,
    Before,
    Identifier,
    Mistake,
    Part,
    Rule,
    WebAddress,
    Words,
    Zone,
    ids_of,
    must_be_known,
)


class About(Part):
    """`[programme]`: whose café this is."""

    name: Words
    region: Words
    zone: Zone = "Europe/London"
    contact: Address
    operations: Address
    email_domains: tuple[str, ...] = ()
    """The organisations' own domains, by which a slip in an address is noticed."""
    plan_days: int = Field(90, ge=1, le=366)


class Organiser(Part):
    """`[organiser]`: the mailbox that owns the meetings and sends the mails.

    If the bulletin has its own mailboxes, they share it between them. The organiser's mailbox then sends none of it.
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
    grades: tuple[Words, ...] = ()
    """Words in a grade or role that say that somebody belongs to this audience."""
    holidays: Literal["skip", "move", "keep"] = "skip"
    reminders: tuple[Before, ...] = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))


class Facilitator(Part):
    """`[[facilitators]]`: someone who hosts series. They get a briefing before a session and the digest after it."""

    id: Identifier
    name: Words
    email: Address
    role: Words
    series: tuple[Identifier, ...]


class Stakeholder(Part):
    """`[[stakeholders]]`: someone who gets the bulletin because of their office."""

    id: Identifier
    name: Words
    email: Address
    role: Words


class GroundRules(Part):
    """`[ground_rules]`: what everybody agrees to at sign-up."""

    rules: tuple[Words, ...] = Field(min_length=1)


class NotFor(Part):
    """`[[not_for]]`: a service that the café does not give, where to go instead, and the phrases that ask for it."""

    id: Identifier
    name: Words
    go_to: Words
    link: WebAddress
    crisis: bool = False
    """Whether this is the help to show to somebody in a crisis."""
    phrases: tuple[Words, ...] = ()


class Gate(Part):
    """`[gate]`: who reads the texts that the gate is not certain of. Without it, the first facilitator does."""

    held_for: str = ""


class Hub(Part):
    """`[[hubs]]`: a room where people watch the café together."""

    id: Identifier
    name: Words
    address: Words
    contact: Address


class Theme(Part):
    """`[[themes]]`: the words that show a theme, and its signpost, which says where to find help."""

    id: Identifier
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
            raise ValueError("with hide_up_to = 1 every * means 1, so nothing is hidden: write 0, or 2 or more")
        return self


LEEWAY_DAYS = 60
"""A session is kept so many days longer than what is about it, so that a night that was missed leaves nothing."""


class Retention(Part):
    """`[retention]`: for how many days we keep rows. What is about a session counts from its end."""

    registrations: int = Field(365, ge=1)
    feedback: int = Field(730, ge=1)
    refused_responses: int = Field(90, ge=1)
    responses: int = Field(730, ge=30)
    sessions: int = Field(1_825, ge=1)
    bulletin: int = Field(1_825, ge=1)
    audit: int = Field(2_190, ge=365)

    @model_validator(mode="after")
    def _keeps_a_session_as_long_as_what_is_about_it(self) -> Self:
        least = max(self.registrations, self.feedback) + LEEWAY_DAYS
        if self.sessions < least:
            raise Mistake(f"write {least} or more: what is about a session is found by it", "sessions")
        return self


class Privacy(Part):
    """`[privacy]`: what data protection law has a public body say (UK GDPR, article 13)."""

    controller: Words
    """The organisation that decides how the data is used, with its postal address."""
    dpo: Address
    """Where people email its data protection officer."""
    ico_registration: Words
    """Its number in the Information Commissioner's register of fee payers."""
    lawful_basis: Words
    """Why it may use the data, in a sentence: the article, and the task it is needed for."""
    special_categories: Words
    """Why it may keep what people say about their health, such as help to take part."""


class Accessibility(Part):
    """`[accessibility]`: what the accessibility regulations of 2018 have a public body say."""

    status: Literal["fully", "partially", "not"]
    """How far the pages meet level AA of WCAG 2.2."""
    issues: tuple[Words, ...] = ()
    """What does not meet it: the effect, the criterion, and by when it is mended."""
    prepared: date
    reviewed: date
    tested: Words
    """How the pages were tested, by whom and when, in a sentence."""
    answer_days: int = Field(10, ge=1, le=60)
    """Within how many working days a question about accessibility is answered."""
    enforced_by: Literal["EHRC", "ECNI"] = "EHRC"
    """The Equality and Human Rights Commission, or in Northern Ireland the Equality Commission."""

    @model_validator(mode="after")
    def _says_what_it_must(self) -> Self:
        if self.status != "fully" and not self.issues:
            raise Mistake("say what does not meet the standard, and by when it is mended", "issues")
        if self.status == "fully" and self.issues:
            raise Mistake('with issues the status is "partially" or "not"', "status")
        if self.reviewed < self.prepared:
            raise Mistake("the review comes after the day on which the statement was prepared", "reviewed")
        return self


class Programme(Part):
    """The whole of `cafe.toml`."""

    about: About = Field(alias="programme")
    organiser: Organiser
    series: tuple[Series, ...] = Field(min_length=1)
    facilitators: tuple[Facilitator, ...] = Field(min_length=1)
    stakeholders: tuple[Stakeholder, ...] = ()
    ground_rules: GroundRules
    not_for: tuple[NotFor, ...] = ()
    gate: Gate = Gate()
    hubs: tuple[Hub, ...] = ()
    themes: tuple[Theme, ...] = ()
    feeds: tuple[Feed, ...] = ()
    small_numbers: SmallNumbers = SmallNumbers()
    retention: Retention = Retention()
    privacy: Privacy
    accessibility: Accessibility
    forms: Forms

    @property
    def zone(self) -> ZoneInfo:
        """The wall clock of the programme."""
        return ZoneInfo(self.about.zone)

    @property
    def own_domains(self) -> tuple[str, ...]:
        """Domains that are surely right: those in the file, and those of the people who run the café."""
        team = [self.about.contact, self.organiser.mailbox, *(one.email for one in self.facilitators)]
        return tuple(dict.fromkeys((*self.about.email_domains, *(one.rpartition("@")[2].lower() for one in team))))

    @property
    def audiences(self) -> tuple[str, ...]:
        """The readers a bulletin item can be for: each series' people, and the stakeholders."""
        return (*(one.id for one in self.series), STAKEHOLDERS)

    def series_of(self, series_id: str) -> Series:
        """The series with this id. Raises `KeyError` if the programme no longer has it."""
        for one in self.series:
            if one.id == series_id:
                return one
        raise KeyError(series_id)

    def facilitators_of(self, series_id: str) -> tuple[Facilitator, ...]:
        """The people who host this series."""
        return tuple(one for one in self.facilitators if series_id in one.series)

    @property
    def reads_held_texts(self) -> Facilitator:
        """The person who decides about texts that the gate is not certain of."""
        chosen = (one for one in self.facilitators if one.id == self.gate.held_for)
        return next(chosen, self.facilitators[0])

    def hub(self, hub_id: str) -> Hub | None:
        """The hub with this id, or None for "on my own device"."""
        return next((one for one in self.hubs if one.id == hub_id), None)

    @model_validator(mode="after")
    def _names_only_what_exists(self) -> Self:
        ids = ids_of("series", self.series)
        hubs = ["", *ids_of("hubs", self.hubs)]
        ids_of("feeds", self.feeds)
        facilitators = ids_of("facilitators", self.facilitators)
        must_be_known(("gate", "held_for"), [self.gate.held_for], ["", *facilitators])
        ids_of("not_for", self.not_for)
        ids_of("themes", self.themes)
        ids_of("stakeholders", self.stakeholders)
        for number, person in enumerate(self.facilitators):
            must_be_known(("facilitators", number, "series"), person.series, ids)
        for number, feed in enumerate(self.feeds):
            must_be_known(("feeds", number, "audiences"), feed.audiences, self.audiences)
        for answer, known in ((Answer.AUDIENCE, ids), (Answer.HUB, hubs)):
            if question := self.forms.sign_up.questions.get(answer):
                place = "forms", "sign_up", "questions", answer.value, "options"
                must_be_known(place, question.options.values(), known)
        if self.forms.feedback:
            cafe = FeedbackAnswer.CAFE
            place = "forms", "feedback", "questions", cafe.value, "options"
            must_be_known(place, self.forms.feedback.questions[cafe].options.values(), ids)
        return self


STAKEHOLDERS = "stakeholders"
"""The bulletin's one audience that is not the people of a series."""
