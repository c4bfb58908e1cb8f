"""Who is signed in, according to App Service Authentication, and what they may do. If it is unclear: nobody.

The platform puts the signed-in person into the header `X-MS-CLIENT-PRINCIPAL` (base64 of a JSON object with
claims), and removes the header if a client sends it. If its authentication is off, anyone could write that
header. So we believe it only if `Settings.signed_in_by_platform` says that it is on.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel

from shared.programme.model import Programme
from shared.settings import Settings
from shared.text.addresses import is_address, normal_address
from shared.text.plain import in_one_line
from shared.web.reach import Reach

HEADER = "x-ms-client-principal"
ROLES = frozenset({"roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"})
"""Claim types of app roles. The principal can name one more, as `role_typ`."""

OBJECT_ID = frozenset({"oid", "http://schemas.microsoft.com/identity/claims/objectidentifier"})
"""Claim types of a person's id in the directory: short in version 2 tokens, long in version 1."""

ADDRESSES = frozenset(
    {
        "preferred_username",
        "upn",
        "email",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
    }
)
"""Claim types of a person's address: short in version 2 tokens, long in version 1. Short `name` is what people call
themselves, so it says nothing here."""

NAMES = frozenset({"name"})
"""Claim types of what people call themselves. It is shown to them, and decides nothing."""

LONGEST_NAME = 80
"""Most characters of a name that we show."""


class Role(StrEnum):
    """The app's roles, as its registration in the directory names them."""

    FACILITATOR = "Facilitator"
    """For the people who host. It counts for the series that the programme file gives them, and for no other."""
    COORDINATOR = "Coordinator"
    """For the people who look after sign-ups. It counts for every series."""
    LEAD = "Lead"
    """For the people who answer for the programme. They read its numbers and approve, and see nobody's name."""
    ADMIN = "Admin"
    """For the people who keep the café running and change its programme."""
    FORMS = "Forms"
    """For the flow that hands over a Form's responses. It is a program, not a person."""


ALLOWS: Mapping[Role, frozenset[str]] = {
    Role.FACILITATOR: frozenset({Role.FACILITATOR, Role.COORDINATOR, Role.ADMIN}),
    Role.COORDINATOR: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Role.LEAD: frozenset({Role.LEAD, Role.FACILITATOR, Role.COORDINATOR, Role.ADMIN}),
    Role.ADMIN: frozenset({Role.ADMIN}),
    Role.FORMS: frozenset({Role.FORMS, Role.ADMIN}),
}
"""For each role, the roles that may act in it. A coordinator may do all that a facilitator may, and an admin all.

What a lead may do, the whole team may.
"""


class NotSignedIn(Exception):
    """Nobody is signed in, or we cannot tell who."""


class NotAllowed(Exception):
    """The person who is signed in may not do this."""


class NoRole(NotAllowed):
    """The person who is signed in has no role in the café at all."""


class FromElsewhere(NotAllowed):
    """A page of another site made a browser ask for this."""


@dataclass(frozen=True)
class Principal:
    """A person who is signed in: their object id in the directory, every role they have, and their addresses."""

    id: str
    roles: frozenset[str]
    addresses: frozenset[str] = field(default=frozenset(), repr=False)
    """In their normal form. A guest's account name is the address that was invited."""
    name: str = field(default="", repr=False)
    """What they call themselves. Empty if the directory does not say."""

    @property
    def shown_name(self) -> str:
        """Their name, or else an address, as the pages that they see call them."""
        return self.name or next(iter(sorted(self.addresses)), "")

    def may(self, role: Role) -> bool:
        """True if one of their roles lets them act as `role`."""
        return bool(self.roles & ALLOWS[role])

    def reach(self, programme: Programme) -> Reach:
        """The series whose things they may see and change: every one, or those they host by the programme file."""
        if self.may(Role.COORDINATOR):
            return Reach(is_every=True)
        if not self.may(Role.FACILITATOR):
            return Reach()
        mine = [one.series for one in programme.facilitators if normal_address(one.email) in self.addresses]
        reads_held = normal_address(programme.reads_held_texts.email) in self.addresses
        return Reach(frozenset(series for each in mine for series in each), reads_held=reads_held)


class _Claim(BaseModel):
    typ: str
    val: str


class _Token(BaseModel):
    """The header's content. Only the directory ("aad") gives our roles; other identity providers do not."""

    auth_typ: str
    role_typ: str = ""
    claims: tuple[_Claim, ...]

    def values(self, types: frozenset[str]) -> frozenset[str]:
        return frozenset(claim.val for claim in self.claims if claim.typ in types and claim.val)


def principal(headers: Mapping[str, str], settings: Settings) -> Principal | None:
    """The person who is signed in. None if nobody is, if the header is unclear, or if the platform signs nobody in."""
    if not settings.signed_in_by_platform:
        return None
    token = _token(_header(headers, HEADER))
    if token is None or token.auth_typ != "aad":
        return None
    ids = token.values(OBJECT_ID)
    if len(ids) != 1:
        return None
    addresses = frozenset(map(normal_address, filter(is_address, token.values(ADDRESSES))))
    name = in_one_line(next(iter(sorted(token.values(NAMES))), ""))[:LONGEST_NAME]
    return Principal(next(iter(ids)), token.values(ROLES | {token.role_typ} - {""}), addresses, name)


def require(headers: Mapping[str, str], settings: Settings, role: Role) -> Principal:
    """The person who is signed in, if they may act as `role`. Raises `NotSignedIn`, `NotAllowed`."""
    somebody = principal(headers, settings)
    if somebody is None:
        raise NotSignedIn("Sign in first.")
    if not somebody.roles & frozenset(Role):
        raise NoRole("This account has no role in the café.")
    if not somebody.may(role):
        raise NotAllowed(f"This needs the role {role}.")
    return somebody


def from_elsewhere(headers: Mapping[str, str], site_url: str) -> bool:
    """Whether a page of another site made a browser ask for this.

    A browser sends the sign-in cookie with every request. It also says where the request comes from: in
    `Sec-Fetch-Site`, or in `Origin` if it is an older one. Our pages' Referrer-Policy is same-origin, so that
    `Origin` names this site for our own forms (Fetch standard, "append a request Origin header"). "null" is what a
    sandboxed frame or a page without a referrer sends. A flow or a script sends neither header.
    """
    site = _header(headers, "sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    return _header(headers, "origin") not in ("", site_url)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.casefold() == name), "")


def _token(header: str) -> _Token | None:
    """The header's content, from base64 that may be URL-safe and may lack padding. None for anything else."""
    text = header.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return _Token.model_validate_json(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
    except ValueError:
        return None
