"""Changing a registration: the person's dates, their hub and what else they told us, as they are on file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.forms.answers import LIMITS
from shared.gate.hearing import hear
from shared.gate.judging import Outcome
from shared.gate.naming_nobody import naming_somebody
from shared.keys import Link
from shared.language.catalogue import say
from shared.language.dates import long_date
from shared.pages.character_count import character_count_words
from shared.programme.forms import Answer
from shared.registrations.editing import Date, Edit, dates_of
from shared.registrations.places import Place
from shared.registrations.rows import RegistrationState
from shared.registrations.sign_up import SignUp
from shared.services import Services
from shared.sessions.words import session_words
from shared.templates.rendering import render
from shared.text.names import has_web_address
from shared.text.plain import in_lines, in_one_line
from shared.web.requests import all_of, first_of

TEXTS = (Answer.NAME, Answer.ROLE, Answer.SPECIALTY, Answer.PROVIDER, Answer.ACCESS_NEEDS)
"""The answers in people's own words that they can change here."""

NAMES = ("dates", "scope", "hub", *(answer.value for answer in TEXTS))
"""The names of the page's fields."""

ALL, THIS = "all", "this"


@dataclass(frozen=True)
class Changes:
    """What somebody filled in, as texts, and what is wrong with it."""

    values: Mapping[str, str]
    dates: frozenset[str]
    errors: Sequence[tuple[str, str]] = ()

    @property
    def is_for_all(self) -> bool:
        return self.values.get("scope", ALL) != THIS


def on_file(services: Services, place: Place, now: datetime) -> Changes:
    """What is on file about the person."""
    details = place.registration.details
    values = {answer.value: getattr(details, answer.value) for answer in TEXTS} | {"hub": details.hub, "scope": ALL}
    return Changes(values, frozenset(one.session.id for one in _dates(services, place, now) if one.is_theirs))


def filled_in(services: Services, fields: Mapping[str, str | list[str]]) -> Changes:
    """What somebody filled in, checked."""
    values = {name: first_of(fields, name) for name in NAMES if name != "dates"}
    for answer in TEXTS:
        clean = in_lines if answer is Answer.ACCESS_NEEDS else in_one_line
        values[answer.value] = clean(values[answer.value])
    errors = [
        (answer.value, say("Use {limit} characters or fewer", limit=f"{LIMITS[answer]:,}"))
        for answer in TEXTS
        if len(values[answer.value]) > LIMITS[answer]
    ]
    if not values["name"]:
        errors.insert(0, ("name", say("Enter your full name")))
    if has_web_address(values["name"]):
        errors.insert(0, ("name", say("Enter your name without a web address or an email address")))
    needs = Answer.ACCESS_NEEDS.value
    if hear({needs: values[needs]}, services.programme).fields(Outcome.IDENTIFIES):
        errors.append((needs, naming_somebody()))
    if values["hub"] and services.programme.hub(values["hub"]) is None:
        errors.append(("hub", say("Select how you want to join")))
    return Changes(values, frozenset(all_of(fields, "dates")), errors)


def edit_of(details: SignUp, changes: Changes) -> Edit:
    """The edit that somebody asks for."""
    answers = {answer.value: changes.values[answer.value] for answer in TEXTS} | {"hub": changes.values["hub"]}
    kept = {"blank": tuple(name for name in details.blank if name not in answers), "unused": ()}
    return Edit(details.model_copy(update={**answers, **kept}), changes.dates, changes.is_for_all)


def my_changes_page(services: Services, place: Place, changes: Changes, now: datetime) -> str:
    """The form."""
    registration = place.registration
    token = services.keys.sign(Link.REGISTRATION, registration.session, registration.person)
    programme = services.programme
    questions = programme.forms.sign_up.questions
    return render(
        "pages/my_changes.html",
        programme=programme,
        session=session_words(programme, place.session),
        values=changes.values,
        errors=changes.errors,
        messages=dict.fromkeys(NAMES, "") | dict(changes.errors),
        titles={answer.value: questions[answer].title for answer in (*TEXTS, Answer.HUB) if answer in questions},
        dates=[
            {
                "id": one.session.id,
                "words": long_date(one.session.start, programme.zone),
                "hint": _hint(one),
                "is_chosen": one.session.id in changes.dates,
            }
            for one in _dates(services, place, now)
        ],
        hubs=programme.hubs,
        limit=LIMITS[Answer.ACCESS_NEEDS],
        counting=character_count_words(),
        back=f"/my/{token}",
    )


def _dates(services: Services, place: Place, now: datetime) -> Sequence[Date]:
    return dates_of(services, place.session.series, place.registration.person, now)


def _hint(date: Date) -> str:
    if date.place is not None and date.place.state is RegistrationState.WAITING:
        return say("You are on the waiting list")
    return say("You have a place") if date.is_theirs else ""
