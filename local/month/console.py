"""The team's side of the month: what its people do in the console, each with a browser of their own."""

import re
from dataclasses import dataclass

from local.host.http.sign_in import PRINCIPAL, STAFF, Person, header_of
from local.month.browsing import Browsing, NotTaken

HOST = Person("Dr Imogen Hartley", "imogen.hartley@example.nhs.uk", "Facilitator")
COORDINATOR, _, ADMIN, _ = STAFF
NEXT, LATER = "educators-2026-12-17", "educators-2027-02-18"

LISTS = {
    "/console": "sign-up to decide about",
    "/console/waiting": "Otto Other",
    "/console/held": "Let it pass",
    "/console/sessions?month=2026-12": "Virtual Café for educators",
    f"/console/sessions/{NEXT}/register": "Own device",
    "/console/bulletin": "The winter rota guidance is out",
    "/console/numbers": "9 December 2026",
    "/console/settings/programme": "People told us that a week ahead is too early.",
    "/console/deliveries": "it came back",
    "/console/audit-trail": "Cora Ordway",
    "/console/health": "Works",
}
"""Each list, with something that the month leaves in it."""


@dataclass(frozen=True)
class Team:
    """The people of the team, on this site."""

    site: str

    def publish_a_version(self) -> None:
        """The admin changes a reminder, and publishes it."""
        admin = self._browser(ADMIN)
        reminders = {"reminders": "5 days, 1 day, 1 hour", "action": "save"}
        admin.send("/console/settings/series/pgdit", reminders)
        reason = "People told us that a week ahead is too early."
        admin.send("/console/settings/programme/draft", {"reason": reason, "act": "publish"})

    def begin_a_draft(self) -> None:
        """The admin adds a hub, and publishes nothing yet."""
        hub = {
            "name": "Moorside, Health Centre",
            "address": "Meeting room 1, Moorside Health Centre, Hill Road, Moorside",
            "contact": "pgc.moorside@example.nhs.uk",
            "action": "add",
        }
        self._browser(ADMIN).send("/console/settings/hubs?add=1", hub)

    def send_a_flash_issue(self) -> None:
        """A facilitator writes an item in the console, and sends it at once."""
        host = self._browser(HOST)
        items: tuple[dict[str, str | list[str]], ...] = (
            {
                "title": "Study leave requests move to a new form",
                "summary": "From 4 January 2027 requests go through the regional form.",
                "what_to_do": "Send requests for February through the new form.",
                "audiences": ["pgdit", "educators"],
                "action": "save",
            },
            {
                "title": "The winter rota guidance is out",
                "summary": "It says how rest days are given back.",
                "audiences": ["pgdit"],
                "action": "save",
            },
        )
        for words in items:
            host.send("/console/bulletin/items/new", words)
        page = host.open("/console/bulletin/flash/new").text
        first = next(part for part in page.split('name="items"')[1:] if "Study leave requests" in part)
        chosen = first.split('value="', 1)[1].split('"', 1)[0]
        draft = host.send("/console/bulletin/flash/new", {"items": chosen, "audiences": ["pgdit", "educators"]})
        host.send(str(draft.url), {"introduction": "This cannot wait for Monday.", "action": "approve"})

    def write_to_everyone(self) -> None:
        """The coordinator writes to everybody who is registered for a session."""
        message = {
            "subject": "The café begins an hour later",
            "text": "The panel is on the ward round until two. The link in your invitation stays the same.",
        }
        self._browser(COORDINATOR).send(f"/console/sessions/{NEXT}/change/message", message)

    def cancel_and_restore(self) -> None:
        """A facilitator cancels a session, sees the mistake, and restores it before anybody is told."""
        host = self._browser(HOST)
        host.send(f"/console/sessions/{LATER}/change/cancel", {"reason": "The panel is away that week."})
        host.send(f"/console/sessions/{LATER}/change/restore", {})

    def hold_a_draft(self) -> None:
        """The coordinator holds the bulletin's draft of the week between the years."""
        coordinator = self._browser(COORDINATOR)
        address = re.findall(r'href="(/console/ahead/[^"]*)"', coordinator.open("/console").text)[0]
        coordinator.send(address, {"reason": "Nobody reads it between the years.", "action": "hold"})

    def look_around(self) -> None:
        """The admin opens every list of the console. None is empty. Raises `NotTaken`."""
        admin = self._browser(ADMIN)
        for address, words in LISTS.items():
            if words not in admin.open(address).text:
                raise NotTaken(f"{address} does not say: {words}")

    def _browser(self, person: Person) -> Browsing:
        return Browsing(self.site, {PRINCIPAL: header_of(person)})
