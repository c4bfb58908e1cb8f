"""The settings: what a team can change here, and where the rest is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.entries.sections import GROUPS
from shared.language.catalogue import Marked, say, say_many
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.section_words import SETTINGS
from shared.web.doors import Address
from shared.web.principal import Principal

RUNNING: Mapping[str, tuple[Marked, Marked]] = {
    "console/people": (Marked("People"), Marked("Find somebody, see what is kept about them, correct or erase it")),
    "console/deliveries": (Marked("Emails"), Marked("Which emails went, wait or failed, and why")),
    "console/failed-work": (Marked("Failed work"), Marked("What could not be done: try it again, or give it up")),
    "console/audit-trail": (Marked("Audit trail"), Marked("Who did what, when and why")),
    "console/health": (Marked("Health"), Marked("Whether everything works at this moment")),
}
"""Pages that are about running the café, by their routes: their titles, and what people find there."""

PROGRAMME = "console/settings/programme"


@dataclass(frozen=True)
class Link:
    """A page to go to: its title, its address, and what is there."""

    title: str
    address: str
    about: str


@dataclass(frozen=True)
class Group:
    """Links that belong together."""

    title: str
    links: Sequence[Link]


def settings_page(frame: Frame, somebody: Principal, addresses: Sequence[Address], changes: int | None) -> str:
    """The settings for somebody. Of all the app's addresses it shows no page that is closed to them.

    `changes` is how much the draft changes. None: they may not read the programme.
    """
    opens = _opens(somebody, addresses)
    running = [Link(say(title), f"/{route}", say(about)) for route, (title, about) in RUNNING.items() if opens(route)]
    groups = [*(_programme() if changes is not None else ()), Group(say("Running the café"), running)]
    return render_in(
        frame,
        "pages/console/settings.html",
        groups=[group for group in groups if group.links],
        draft="" if changes is None else _draft(changes),
        has_changes=bool(changes),
        versions=f"/{PROGRAMME}" if opens(PROGRAMME) else "",
    )


def _opens(somebody: Principal, addresses: Sequence[Address]) -> Callable[[str], bool]:
    by_route = {one.route: one for one in addresses}

    def opens(route: str) -> bool:
        operation = by_route[route].operation("GET") if route in by_route else None
        return bool(operation and operation.role and somebody.may(operation.role))

    return opens


def _programme() -> list[Group]:
    return [
        Group(say(title), [Link(say(one.title), f"{SETTINGS}/{one.name}", say(one.brief)) for one in sections])
        for title, sections in GROUPS
    ]


def _draft(changes: int) -> str:
    if not changes:
        return say("Everything that was changed is published.")
    return say_many(
        "The draft has {count} change that is not published yet.",
        "The draft has {count} changes that are not published yet.",
        count=changes,
    )
