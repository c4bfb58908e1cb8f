"""The platform's sign-in, as far as a machine without a directory can have one.

In Azure, App Service Authentication stands in front of the app: `/.auth/login/aad` signs people in and sets
a cookie. A signed-in browser's requests then reach the app with `X-MS-CLIENT-PRINCIPAL`. Here the same address
signs everybody in at once, as one person with all roles.
"""

import base64
import json

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOGIN, LOGOUT = "/.auth/login/aad", "/.auth/logout"
COOKIE = "AppServiceAuthSession"
PRINCIPAL = "X-MS-CLIENT-PRINCIPAL"
ROLES = ("Facilitator", "Coordinator", "Admin")
PERSON = "11111111-2222-3333-4444-555555555555"
"""The person's object id, in a directory that does not exist."""


class SignIn:
    """Stands in front of the app: signs people in and out, and tells the app who they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The client's own header stays, so that programs need no cookie."""
        request = Request(scope)
        answer = _answer(request)
        if answer:
            await answer(scope, receive, send)
            return
        if COOKIE in request.cookies and PRINCIPAL not in request.headers:
            scope = {**scope, "headers": list(scope["headers"])}
            MutableHeaders(scope=scope)[PRINCIPAL] = principal(*ROLES)
        await self._app(scope, receive, send)


def principal(*roles: str, address: str = "") -> str:
    """The header's value, as the platform writes it after a sign-in with version 2 tokens."""
    claims = [{"typ": "roles", "val": role} for role in roles] + [{"typ": "oid", "val": PERSON}]
    claims += [{"typ": "preferred_username", "val": address}] if address else []
    return base64.b64encode(json.dumps({"auth_typ": "aad", "claims": claims, "role_typ": "roles"}).encode()).decode()


def _answer(request: Request) -> Response | None:
    """The platform's own answer. None for everything that the app answers."""
    if request.url.path == LOGIN:
        answer = _back(request, "post_login_redirect_uri")
        answer.set_cookie(COOKIE, "signed-in", httponly=True)
        return answer
    if request.url.path == LOGOUT:
        answer = _back(request, "post_logout_redirect_uri")
        answer.delete_cookie(COOKIE)
        return answer
    return None


def _back(request: Request, parameter: str) -> Response:
    """Redirects to a page of this site, never to another site's."""
    wanted = request.query_params.get(parameter, "/")
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return RedirectResponse(wanted if own else "/", 302)
