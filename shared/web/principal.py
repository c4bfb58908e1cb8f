"""Who is signed in, as App Service Authentication says, and what they may do. What is unclear means nobody.

The platform puts the signed-in person into the header `X-MS-CLIENT-PRINCIPAL` (base64 of a JSON object with
claims) and strips it from what clients send. Where its authentication is off anyone could write that header,
so it is believed only where `Settings.signed_in_by_platform` says that it is on.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from shared.settings import Settings

HEADER = "x-ms-client-principal"
ROLES = frozenset({"roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"})
"""Claim types under which app roles arrive, beside the one that the principal itself names as `role_typ`."""

OBJECT_ID = frozenset({"oid", "http://schemas.microsoft.com/identity/claims/objectidentifier"})
"""Claim types of a person's id in the directory: short in version 2 tokens, long in version 1."""


class Role(StrEnum):
    """The app's roles, as its registration in the directory names them."""

    FACILITATOR = "Facilitator"
    ADMIN = "Admin"
    FORMS = "Forms"
    """The flow that hands over a Form's responses: a program's, nobody's."""


ALLOWS: Mapping[Role, frozenset[str]] = {
    Role.FACILITATOR: frozenset({Role.FACILITATOR, Role.ADMIN}),
    Role.ADMIN: frozenset({Role.ADMIN}),
    Role.FORMS: frozenset({Role.FORMS, Role.FACILITATOR, Role.ADMIN}),
}
"""Which roles allow what asks for this role: an admin may do all that a facilitator may."""


class NotSignedIn(Exception):
    """Nobody we know is signed in."""


class NotAllowed(Exception):
    """Who is signed in may not do this."""


class FromElsewhere(NotAllowed):
    """A page of another site made a browser ask for this."""


@dataclass(frozen=True)
class Principal:
    """Somebody signed in: their object id in the directory, and every role they hold."""

    id: str
    roles: frozenset[str]

    def may(self, role: Role) -> bool:
        """True if a role they hold allows what `role` is needed for."""
        return bool(self.roles & ALLOWS[role])


class _Claim(BaseModel):
    typ: str
    val: str


class _Token(BaseModel):
    """The header's content. Other identity providers than the directory ("aad") have no roles of ours."""

    auth_typ: str
    role_typ: str = ""
    claims: tuple[_Claim, ...]

    def values(self, types: frozenset[str]) -> frozenset[str]:
        return frozenset(claim.val for claim in self.claims if claim.typ in types and claim.val)


def principal(headers: Mapping[str, str], settings: Settings) -> Principal | None:
    """Who is signed in; None for nobody, for an unclear header, and where the platform signs nobody in."""
    if not settings.signed_in_by_platform:
        return None
    token = _token(_header(headers, HEADER))
    if token is None or token.auth_typ != "aad":
        return None
    ids = token.values(OBJECT_ID)
    if len(ids) != 1:
        return None
    return Principal(id=next(iter(ids)), roles=token.values(ROLES | {token.role_typ} - {""}))


def require(headers: Mapping[str, str], settings: Settings, role: Role) -> Principal:
    """Who is signed in, if they may do what `role` is needed for. Raises `NotSignedIn`, `NotAllowed`."""
    somebody = principal(headers, settings)
    if somebody is None:
        raise NotSignedIn("Sign in first.")
    if not somebody.may(role):
        raise NotAllowed(f"This needs the role {role}.")
    return somebody


def from_elsewhere(headers: Mapping[str, str], site_url: str) -> bool:
    """Whether a page of another site makes a browser ask for this.

    Signing in rests on a cookie, which browsers send along. They also say where a request comes from: in
    `Sec-Fetch-Site`, older ones in `Origin`, which is "null" for our own forms because their Referrer-Policy
    is no-referrer (Fetch standard, "append a request Origin header"). A flow or a script says neither.
    """
    site = _header(headers, "sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    return _header(headers, "origin") not in ("", "null", site_url)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.casefold() == name), "")


def _token(header: str) -> _Token | None:
    """The header's content: base64, URL-safe or not, padded or not. None for anything else."""
    text = header.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return _Token.model_validate_json(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
    except ValueError:
        return None
