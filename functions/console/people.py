"""People: found by address or by a part of the name, within one's own series. Each search and look is audited.

GET, POST /console/people                    -> the search; what was typed stands in no address
GET       /console/people/{person}           -> their dates, what they agreed to, what waits about them
GET, POST /console/people/{person}/address   -> the address corrected in every series within reach
GET, POST /console/people/{person}/held      -> everything held, to read or as JSON
GET, POST /console/people/erase              -> somebody erased
"""

import json
from collections.abc import Sequence
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.errors import NotThere
from shared.keys import is_person
from shared.language.catalogue import say
from shared.operations.about_person import bulletin_of, matters_about
from shared.pages.console.check import check_page, is_sure
from shared.pages.console.frame import ConsolePlace, Frame, frame_of
from shared.pages.console.people import Search, ShownPerson, people_page, person_address, person_page
from shared.pages.console.person_acts import (
    ADDRESS_FIELDS,
    ERASE_FIELDS,
    HELD_FIELDS,
    Typed,
    address_page,
    address_typed,
    erase_page,
    erase_typed,
    held_page,
    what_correcting_does,
    what_erasing_does,
)
from shared.pages.console.person_fields import reason_of
from shared.privacy.erasing import erase
from shared.privacy.exporting import as_data, everything_held, export
from shared.registrations.correcting import Correction, correct_everywhere
from shared.registrations.finding import LEAST, Found, letters, named, series_with
from shared.registrations.looking import look_at_person, search_people
from shared.registrations.person import details_in, person_in
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.text.addresses import is_address, mended_address
from shared.text.plain import in_one_line
from shared.versions.erasing import names_in_force
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import first_of
from shared.web.responses import download, page, see_other


@door(
    blueprint,
    "console/people",
    shows(query=("done",), role=Role.FACILITATOR),
    takes_form(200, 303, 422, fields=("wanted",), role=Role.FACILITATOR),
)
def people_requested(asked: Asked) -> func.HttpResponse:
    """The search for people, within one's own series."""
    frame, may_erase = frame_of(asked, ConsolePlace.SETTINGS), _may(asked, Role.ADMIN)
    if asked.method != "POST":
        return page(people_page(frame, Search(done=asked.query.get("done", ""), may_erase=may_erase)))
    wanted = in_one_line(first_of(asked.fields, "wanted"))[:320]
    if "@" in wanted and not is_address(mended_address(wanted)):
        return _wrong(frame, wanted, say("Enter a whole email address like name@example.nhs.uk"))
    if letters(wanted) < LEAST:
        return _wrong(frame, wanted, say("Enter an email address, or at least 3 letters of a name"))
    search_people(asked.services, asked.who, asked.now)
    found = _found(asked, wanted)
    if len(found) == 1 and "@" in wanted:
        return see_other(person_address(found[0].person, found[0].series))
    return page(people_page(frame, Search(wanted, found, may_erase=may_erase)))


def _found(asked: Asked, wanted: str) -> Sequence[Found]:
    if "@" not in wanted:
        return named(asked.services, wanted, _reached(asked), asked.now)
    person = asked.services.keys.person(mended_address(wanted))
    return [Found(person, each, wanted) for each in series_with(asked.services, person, _reached(asked), asked.now)]


def _wrong(frame: Frame, wanted: str, message: str) -> func.HttpResponse:
    return page(people_page(frame, Search(wanted, error=message)), HTTPStatus.UNPROCESSABLE_ENTITY)


@door(
    blueprint,
    "console/people/{person}",
    shows(404, query=("series", "before", "done"), role=Role.FACILITATOR),
)
def person_requested(asked: Asked) -> func.HttpResponse:
    """A person's page in one series."""
    services, person = asked.services, asked.path["person"]
    series = asked.query.get("series", "")
    if series not in _reached(asked):
        return see_other(person_address(person, _their_series(asked, person)[0]))
    before = asked.query.get("before", "")
    found = person_in(services, series, person, asked.now, before)
    look_at_person(services, person, asked.who, asked.now)
    others = [each for each in _reached(asked) if each != series] if found.is_at_hand and not before else []
    shown = ShownPerson(
        found,
        bulletin_of(services, series, person),
        matters_about(services, person, series),
        series_with(services, person, others, asked.now, is_quick=True) if others else [],
        asked.now,
        is_earlier=bool(before),
        may_collect=_may(asked, Role.COORDINATOR),
        may_erase=_may(asked, Role.ADMIN),
    )
    return page(person_page(frame_of(asked, ConsolePlace.SETTINGS), shown, asked.query.get("done", "")))


@door(
    blueprint,
    "console/people/{person}/address",
    shows(404, query=("series",), role=Role.FACILITATOR),
    takes_form(200, 303, 404, 409, 422, fields=ADDRESS_FIELDS, role=Role.FACILITATOR),
)
def person_address_requested(asked: Asked) -> func.HttpResponse:
    """Correcting somebody's address: the form, what it will do, and the act."""
    services, person = asked.services, asked.path["person"]
    posted, frame = asked.method == "POST", frame_of(asked, ConsolePlace.SETTINGS)
    wanted = first_of(asked.fields, "series") if posted else asked.query.get("series", "")
    chosen = [wanted] if wanted in _reached(asked) else _reached(asked)
    series, details = details_in(services, chosen, person, asked.now)
    name, wrong = details.name, details.email
    look_at_person(services, person, asked.who, asked.now)
    if not posted:
        return page(address_page(frame, name, wrong, Typed({}, []), person, series))
    typed = address_typed(services.programme, wrong, asked.fields)
    right = typed.values["right"]
    if typed.errors:
        html = address_page(frame, name, wrong, typed, person, series)
        return page(html, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_sure(asked.fields):
        reached = [services.programme.series_of(each).title for each in _reached(asked)]
        here = f"/console/people/{person}/address"
        will = what_correcting_does(name, wrong, right, reached)
        return page(
            check_page(
                frame,
                title=say("Correct their email address"),
                will=will,
                action=here,
                fields=asked.fields,
                button=say("Correct the address"),
                back=f"{here}?series={series}",
            )
        )
    correction = Correction(wrong=wrong, right=right, reason=typed.reason)
    repeat_if_changed(lambda: correct_everywhere(services, _reached(asked), correction, asked.who, asked.now))
    return see_other(f"{person_address(services.keys.person(right), series)}&done=address")


@door(
    blueprint,
    "console/people/{person}/held",
    shows(404, role=Role.COORDINATOR),
    takes_form(200, 404, 422, fields=HELD_FIELDS, role=Role.COORDINATOR),
)
def person_held_requested(asked: Asked) -> func.HttpResponse:
    """Everything held about a person, to read or as JSON. It is about every series, so it is for coordinators."""
    frame, person = frame_of(asked, ConsolePlace.SETTINGS), asked.path["person"]
    if not is_person(person):
        raise NotThere(say("Nobody has this key."))
    if asked.method != "POST":
        return page(held_page(frame, person, "", [], None))
    reason, errors = reason_of(asked.services.programme, asked.fields)
    if errors:
        return page(held_page(frame, person, reason, errors, None), HTTPStatus.UNPROCESSABLE_ENTITY)
    held = export(asked.services, person, reason, asked.who, asked.now)
    if first_of(asked.fields, "form") == "json":
        content = json.dumps(as_data(held), ensure_ascii=False, indent=2)
        return download(content, "application/json", "everything-held.json")
    return page(held_page(frame, person, reason, [], held))


@door(
    blueprint,
    "console/people/erase",
    shows(404, query=("person", "series"), role=Role.ADMIN),
    takes_form(200, 303, 409, 422, fields=ERASE_FIELDS, role=Role.ADMIN),
)
def people_erasing_requested(asked: Asked) -> func.HttpResponse:
    """Erasing somebody: the form, what goes and what stays, and the act."""
    services, frame = asked.services, frame_of(asked, ConsolePlace.SETTINGS)
    if asked.method != "POST":
        person, series = asked.query.get("person", ""), asked.query.get("series", "")
        known = person_in(services, series, person, asked.now).details.email if person else ""
        if known:
            look_at_person(services, person, asked.who, asked.now)
        back = person_address(person, series) if person else "/console/people"
        return page(erase_page(frame, Typed({"email": known}, []), back))
    typed = erase_typed(services.programme, asked.fields)
    email = typed.values["email"]
    if typed.errors:
        return page(erase_page(frame, typed, "/console/people"), HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_sure(asked.fields):
        held = everything_held(services, services.keys.person(email), asked.now)
        return page(
            check_page(
                frame,
                title=say("Erase somebody"),
                will=[*what_erasing_does(email, held), *what_stays_in_force(services, email)],
                action="/console/people/erase",
                fields=asked.fields,
                button=say("Erase them for good"),
                back="/console/people",
                is_serious=True,
            )
        )
    repeat_if_changed(lambda: erase(services, email, typed.reason, asked.who, asked.now))
    is_named = names_in_force(services, email)
    return see_other(f"/console/people?done={'erased-elsewhere' if is_named else 'erased'}")


def what_stays_in_force(services: Services, email: str) -> list[str]:
    """The sentence that the programme in force names them, if it does."""
    if not names_in_force(services, email):
        return []
    return [say("They stay in the programme in force. Take them out in Settings, publish, and erase them again.")]


def _reached(asked: Asked) -> list[str]:
    """The series of the programme that this person may see, in its order."""
    return [one.id for one in asked.services.programme.series if asked.reach.has([one.id])]


def _their_series(asked: Asked, person: str) -> list[str]:
    """The series within reach in which the person has a place. Raises `NotThere`: others are nobody to them."""
    found = series_with(asked.services, person, _reached(asked), asked.now)
    if not found:
        raise NotThere(say("Nobody with this key comes to a session of your cafés."))
    return found


def _may(asked: Asked, role: Role) -> bool:
    return asked.somebody is not None and asked.somebody.may(role)
