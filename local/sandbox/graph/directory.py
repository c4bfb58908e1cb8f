"""The people of the tenant, and the mailboxes that the application has rights for."""

import uuid
from dataclasses import dataclass
from enum import Enum, auto

from local.sandbox.graph.documents import Document
from local.sandbox.graph.odata import GraphError

TENANT = str(uuid.uuid5(uuid.NAMESPACE_DNS, "tenant.graph-sandbox"))
APPLICATION = str(uuid.uuid5(uuid.NAMESPACE_DNS, "application.graph-sandbox"))


class Service(Enum):
    """The three services behind Graph's one address. Each checks rights in its own way."""

    EXCHANGE = auto()
    TEAMS = auto()
    DIRECTORY = auto()


def object_id_of(address: str) -> str:
    """The object id of the person with this address, the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{address.lower()}"))


@dataclass(frozen=True)
class Person:
    address: str
    has_mailbox: bool
    granted: bool
    meeting_policy: bool

    @property
    def object_id(self) -> str:
        return object_id_of(self.address)

    def as_user(self) -> Document:
        return {
            "id": self.object_id,
            "displayName": self.address.partition("@")[0].replace(".", " ").title(),
            "mail": self.address if self.has_mailbox else None,
            "userPrincipalName": self.address,
        }


class Directory:
    """The named mailboxes. Anybody else with their domain is a colleague, and out of the application's reach."""

    def __init__(
        self,
        mailboxes: list[str],
        without_mailbox: list[str] | None = None,
        without_policy: list[str] | None = None,
    ) -> None:
        unhoused, unruled = _folded(without_mailbox or []), _folded(without_policy or [])
        self._domains = {address.rpartition("@")[2] for address in _folded(mailboxes)}
        self._people: dict[str, Person] = {}
        for address in dict.fromkeys([*_folded(mailboxes), *unhoused, *unruled]):
            self._add(Person(address, address not in unhoused, True, address not in unruled))

    def _add(self, person: Person) -> Person:
        self._people[person.address] = self._people[person.object_id] = person
        return person

    def mailboxes(self) -> list[str]:
        """Addresses the application has rights for."""
        return list(dict.fromkeys(p.address for p in self._people.values() if p.granted and p.has_mailbox))

    def find(self, user: str) -> Person:
        """The person with this address or object id; 404 for one the tenant does not know."""
        known = self._people.get(user.lower())
        if known is not None:
            return known
        if user.lower().rpartition("@")[2] in self._domains:
            return self._add(Person(user.lower(), True, False, False))
        raise GraphError(404, "ErrorInvalidUser", f"The requested user '{user}' is invalid.")

    def open(self, user: str, service: Service) -> Person:
        """The person, or the refusal that the service in question would give."""
        if service is Service.TEAMS and "@" in user:
            raise GraphError(400, "BadRequest", f"The user id '{user}' is not an object id.")
        person = self.find(user)
        if service is Service.EXCHANGE:
            _exchange(person)
        elif service is Service.TEAMS and not person.meeting_policy:
            app = f"App {APPLICATION}"
            raise GraphError(
                403,
                "Unauthorized",
                f"{app} is not authorized to do this on behalf of user {person.object_id}.",
            )
        return person


def _exchange(person: Person) -> None:
    if not person.granted:
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    if not person.has_mailbox:
        raise GraphError(
            404,
            "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        )


def _folded(addresses: list[str]) -> list[str]:
    return [address.lower() for address in addresses]
