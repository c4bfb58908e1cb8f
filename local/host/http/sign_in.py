"""The platform's sign-in, as far as a machine without a directory can have one.

In Azure, App Service Authentication stands in front of the app: `/.auth/login/aad` signs people in and sets a cookie.
A signed-in browser's requests then reach the app with `X-MS-CLIENT-PRINCIPAL`. Here the same address shows a page on
which one chooses the person to be.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from uuid import NAMESPACE_URL, uuid5

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOGIN, LOGOUT = "/.auth/login/aad", "/.auth/logout"
COOKIE = "AppServiceAuthSession"
PRINCIPAL = "X-MS-CLIENT-PRINCIPAL"
ROLES = ("Facilitator", "Coordinator", "Lead", "Admin")
"""The roles of people, as the app's registration in the directory names them."""


@dataclass(frozen=True)
class Person:
    """Somebody in the directory. Without a role, the console turns them away."""

    name: str
    address: str
    role: str = ""

    @property
    def id(self) -> str:
        """Their object id, in a directory that does not exist."""
        return str(uuid5(NAMESPACE_URL, self.address))


STAFF = (
    Person("Cora Ordway", "cora.ordway@example.nhs.uk", "Coordinator"),
    Person("Lena Eadwin", "lena.eadwin@example.nhs.uk", "Lead"),
    Person("Ada Minster", "ada.minster@example.nhs.uk", "Admin"),
    Person("Noah Rolle", "noah.rolle@example.nhs.uk"),
)
"""The people who host nothing: a coordinator, a programme lead, an admin, and somebody without a role."""


class SignIn:
    """Stands in front of the app: signs people in and out, and tells the app who they are."""

    def __init__(self, app: ASGIApp, people: Sequence[Person] = STAFF) -> None:
        """`people` are those among whom one chooses, by the address."""
        self._app, self._people = app, tuple(people)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The client's own header stays, so that programs need no cookie."""
        request = Request(scope)
        answer = self._answer(request)
        if answer:
            await answer(scope, receive, send)
            return
        somebody = _read(request.cookies.get(COOKIE, ""))
        if somebody and PRINCIPAL not in request.headers:
            scope = {**scope, "headers": list(scope["headers"])}
            MutableHeaders(scope=scope)[PRINCIPAL] = header_of(somebody)
        await self._app(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        """The platform's own answer. None for everything that the app answers."""
        if request.url.path == LOGIN:
            return self._sign_in(request)
        if request.url.path == LOGOUT:
            answer = _back(request, "post_logout_redirect_uri")
            answer.delete_cookie(COOKIE)
            return answer
        return None

    def _sign_in(self, request: Request) -> Response:
        """The page on which one chooses; or, once one has, the way back with the cookie."""
        address = request.query_params.get("as", "").strip()
        if not address:
            return HTMLResponse(_page(self._people, request.query_params.get("post_login_redirect_uri", "/")))
        known = next((one for one in self._people if one.address == address), None)
        role = request.query_params.get("role", "")
        somebody = known or Person(address.partition("@")[0], address, role if role in ROLES else "")
        answer = _back(request, "post_login_redirect_uri")
        answer.set_cookie(COOKIE, _written(somebody), httponly=True)
        return answer


def principal(*roles: str, address: str = "", name: str = "", person: str = "") -> str:
    """The header's value, as the platform writes it after a sign-in with version 2 tokens. `person` is an object id."""
    oid = person or Person(name, address or "anybody").id
    claims = [{"typ": "roles", "val": role} for role in roles if role] + [{"typ": "oid", "val": oid}]
    claims += [{"typ": "preferred_username", "val": address}] if address else []
    claims += [{"typ": "name", "val": name}] if name else []
    return base64.b64encode(json.dumps({"auth_typ": "aad", "claims": claims, "role_typ": "roles"}).encode()).decode()


def header_of(somebody: Person) -> str:
    """The header's value for this person."""
    return principal(somebody.role, address=somebody.address, name=somebody.name, person=somebody.id)


def _written(somebody: Person) -> str:
    return base64.urlsafe_b64encode(json.dumps([somebody.name, somebody.address, somebody.role]).encode()).decode()


def _read(cookie: str) -> Person | None:
    try:
        name, address, role = json.loads(base64.urlsafe_b64decode(cookie))
    except ValueError:
        return None
    return Person(str(name), str(address), str(role))


def _back(request: Request, parameter: str) -> Response:
    """Redirects to a page of this site, never to another site's."""
    wanted = request.query_params.get(parameter, "/")
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return RedirectResponse(wanted if own else "/", 302)


def _page(people: Sequence[Person], onward: str) -> str:
    """The stand-in for the directory's own page. It asks for no password, because it protects nothing."""
    hidden = f'<input type="hidden" name="post_login_redirect_uri" value="{escape(onward)}">'
    choices = "".join(
        f'<p><button name="as" value="{escape(one.address)}">{escape(one.name)}</button> '
        f"{escape(one.role or 'no role')}, {escape(one.address)}</p>"
        for one in people
    )
    roles = "".join(f"<option>{role}</option>" for role in ROLES)
    return (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Sign in</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><main><h1>Sign in as</h1>'
        "<p>This café runs on your own machine. Choose the person to be.</p>"
        f"<form>{hidden}{choices}</form><h2>Somebody else</h2>"
        f'<form>{hidden}<p><label>Address <input name="as" type="email" required></label> '
        f'<label>Role <select name="role"><option value="">none</option>{roles}</select></label> '
        "<button>Sign in</button></p></form></main></html>"
    )
