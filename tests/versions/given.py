"""What the tests of versions have in common."""

from datetime import timedelta

from local.memory.builders import NOW, START, a_registration, a_session, a_sign_up
from local.memory.services import MemoryServices, some_services, the_programme
from shared.programme.content import content_of
from shared.programme.merging import with_value
from shared.programme.model import Programme
from shared.programme.reading import programme_of
from shared.services import Services
from shared.sessions.rows import OpenSession
from shared.versions.drafting import edit_draft, mark_of, open_draft
from shared.versions.publishing import Decision, publish

FILE = content_of(the_programme())
CAPACITY = ("series", "pgdit", "capacity")
REMINDERS = ("series", "pgdit", "reminders")
RULES = ("ground_rules", "rules")
WHO, OTHER = "object-id", "another-object-id"
WEST = {"id": "west", "name": "Amara Nwosu", "address": "1 Lane", "contact": "west@example.nhs.uk"}
WHY = "The room is smaller."


def edited(services: Services, place: tuple[str, ...], value: object) -> None:
    """Somebody changes this place of the draft."""
    edit_draft(services, lambda content: with_value(content, place, value), WHO, NOW)


def shown(services: Services) -> str:
    """The mark of the draft, as a page shows it."""
    draft = open_draft(services)
    return mark_of(services, draft) if draft else ""


def published(services: Services, number: int, place: tuple[str, ...], value: object, why: str = WHY) -> None:
    """Version `number` changes this place."""
    edited(services, place, value)
    publish(services, Decision(number, WHO, why), shown(services), NOW)


def a_cafe(programme: Programme | None = None) -> MemoryServices:
    """Two coming sessions of the first series: three people come to one, and one of them to the other too."""
    sessions = [a_session(), a_session(start=START + timedelta(days=35))]
    people = [a_sign_up(name=name, email=f"{name.lower()}@example.nhs.uk") for name in ("Ann", "Ben", "Cat")]
    places = [a_registration(details=one) for one in people]
    again = a_registration(details=people[0], session=sessions[1].id)
    index = [OpenSession(id=session.id) for session in sessions]
    return some_services(programme=programme, having=[*sessions, *index, *places, again])


def a_cafe_with_versions(why: str = WHY) -> MemoryServices:
    """Two versions, of which a newer deployed file contradicts the first, and a draft with several changes."""
    services = a_cafe()
    published(services, 1, CAPACITY, 40, why)
    published(services, 2, RULES, the_programme().ground_rules.rules[:1], why)
    newer = programme_of(with_value(with_value(FILE, CAPACITY, 80), ("programme", "region"), "Southmoor"))
    later = some_services(programme=newer, tables=services.tables)
    edited(later, REMINDERS, ["P5D", "P1D", "PT1H"])
    edited(later, ("series", "pgdit", "start"), "13:00:00")
    edited(later, ("facilitators", "wen-li-tan", "series"), ["educators", "pgdit"])
    edited(later, ("hubs", "west"), WEST)
    return later.up_to_date()
