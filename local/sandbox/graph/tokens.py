"""Access tokens: what App Service's identity endpoint gives out, and what Graph makes of a bearer token."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta

from local.sandbox.graph.documents import Document
from local.sandbox.graph.odata import GraphError

GRAPH = "https://graph.microsoft.com"
LIFE = timedelta(hours=24)
"""How long a managed identity's token lives."""


class Tokens:
    """Signs tokens with a key of this process, so that none outlives the sandbox."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def issue(self, resource: str, now: datetime) -> tuple[str, int]:
        """A token and its end, by the sandbox's clock, in which the app lives too."""
        claims = {"aud": resource.rstrip("/"), "exp": (now + LIFE).timestamp(), "jti": secrets.token_hex(8)}
        body = _b64(json.dumps(claims).encode())
        token = f"{_b64(b'{"alg":"HS256","typ":"JWT"}')}.{body}.{self._signature(body)}"
        return token, int((now + LIFE).timestamp())

    def check(self, authorization: str, now: datetime) -> None:
        """Raises Graph's 401 unless the header holds a live token that was issued for Graph."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthenticated("Access token is empty.")
        claims = self._claims(token.strip())
        if claims is None:
            raise _unauthenticated("IDX14100: JWT is not well formed, or its signature is not valid.")
        if claims["aud"] != GRAPH:
            raise _unauthenticated("Access token validation failure. Invalid audience.")
        expiry = claims["exp"]
        if not isinstance(expiry, float) or expiry <= now.timestamp():
            raise _unauthenticated("Lifetime validation failed, the token is expired.")

    def _signature(self, body: str) -> str:
        return _b64(hmac.digest(self._key, body.encode(), hashlib.sha256))

    def _claims(self, token: str) -> Document | None:
        _, _, rest = token.partition(".")
        body, _, signature = rest.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return None
        claims: Document = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return claims


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unauthenticated(why: str) -> GraphError:
    """401 with a claims challenge: the SDK answers it by fetching a fresh token, once, by itself."""
    claims = base64.b64encode(b'{"access_token":{"xms_cc":{"values":["cp1"]}}}').decode()
    challenge = f'Bearer realm="", error="invalid_token", claims="{claims}"'
    return GraphError(401, "InvalidAuthenticationToken", why, {"WWW-Authenticate": challenge})
