"""What the audit trail's acts were about: in words, with a link to the thing where it has a page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from shared.attention.rows import MatterKind
from shared.failures.in_words import STEPS, step_words
from shared.language.catalogue import Marked, say
from shared.language.dates import short_date
from shared.programme.model import Programme
from shared.sessions.rows import session_key

SESSION = re.compile(r"(?P<id>[a-z0-9-]+?-(?P<day>\d{4}-\d{2}-\d{2}))(?:-on-[\d-]{10})?(?:T\d{4})?(?:\.|$)")
"""A session's id or its occasion, and what may stand behind it."""

ISSUE = re.compile(r"(?P<id>(?P<year>\d{4})-W(?P<week>\d{2})(?:-\d+)?)(?:\.|$)")
"""An issue's id, and what may stand behind it."""


@dataclass(frozen=True)
class Thing:
    """A thing in words, and the address of its page. The address is empty if it has none."""

    words: str
    address: str = ""


NAMED: Mapping[str, tuple[Marked, str]] = {
    "person": (Marked("A person"), "/console/people/{id}"),
    "held": (Marked("A held text"), ""),
    **dict.fromkeys(MatterKind, (Marked("Something that waited"), "")),
}
"""Things by the first part of their names, with the address of their pages, in which `{id}` is the other part."""


def thing_of(programme: Programme, about: str) -> Thing:
    """What an act was about."""
    kind, _, rest = about.partition(".")
    if kind in STEPS:
        return Thing(step_words(kind))
    if kind in NAMED:
        words, address = NAMED[kind]
        return Thing(say(words), address.format(id=quote(rest, safe="")))
    if kind in FOUND and rest:
        return FOUND[kind](programme, rest)
    return _dated(programme, about)


def _dated(programme: Programme, about: str) -> Thing:
    """A session or an issue, or else a thing of which we know no more than its name."""
    return _session(programme, about) or _issue(about) or Thing(about)


def _session(programme: Programme, about: str) -> Thing | None:
    found = SESSION.match(about)
    if found is None:
        return None
    series = session_key(found["id"])[0]
    title = next((one.title for one in programme.series if one.id == series), "")
    try:
        day = short_date(date.fromisoformat(found["day"]))
    except ValueError:
        return None
    if not title:
        return None
    return Thing(say("{series}, {day}", series=title, day=day), f"/console/sessions/{found['id']}")


def _place(programme: Programme, about: str) -> Thing:
    """A person's place in a session: the session and the person's key."""
    session_id, _, person = about.rpartition(".")
    session = _session(programme, session_id)
    if session is None:
        return Thing(say("A place in a session"))
    return Thing(session.words, f"{session.address}/register/{quote(person, safe='')}")


def _item(_: Programme, about: str) -> Thing:
    """An item of the bulletin: its source and its id there."""
    source, _dot, item = about.partition(".")
    return Thing(
        say("An item of the bulletin"), f"/console/bulletin/items/{quote(source, safe='')}/{quote(item, safe='')}"
    )


def _version(_: Programme, number: str) -> Thing:
    """A version of the programme, or its draft."""
    if not number.isdecimal():
        return Thing(say("The programme's draft"), "/console/settings/programme/draft")
    words = say("The programme, version {number}", number=number)
    return Thing(words, f"/console/settings/programme/versions/{number}")


def _issue(about: str) -> Thing | None:
    found = ISSUE.match(about)
    if found is None:
        return None
    words = say("Bulletin of week {week}, {year}", week=int(found["week"]), year=found["year"])
    return Thing(words, f"/console/bulletin/{found['id']}")


FOUND: Mapping[str, Callable[[Programme, str], Thing]] = {
    "session": _dated,
    "issue": _dated,
    "place": _place,
    "item": _item,
    "programme": _version,
}
"""Things whose words depend on the rest of their names."""
