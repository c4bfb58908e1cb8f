"""Keys and signed links: names for people and things that say nothing personal.

A person's key is a keyed hash (HMAC-SHA-256) of the normal form of the address. The same person has the
same key in every table. Nobody without the secret can tell who it is.
"""

import base64
import hashlib
import hmac
import re
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

from shared.text.addresses import normal_address

KEY_BYTES = 18
"""144 bits: 24 characters of base64url, no padding, no character that a table key forbids."""


PERSON = re.compile(r"[A-Za-z0-9_-]{24}")
"""What a person's key looks like."""


def is_person(text: str) -> bool:
    """Whether this can be a person's key. An address in its place must not be kept or shown as one."""
    return PERSON.fullmatch(text) is not None


class Link(StrEnum):
    """What a signed link is for. A link for one purpose is refused for any other."""

    REGISTRATION = "registration"
    FEEDBACK = "feedback"
    UNSUBSCRIBE = "unsubscribe"
    PRESS = "press"
    ADDRESS = "address"
    MEND = "mend"


class BadLink(Exception):
    """We did not make this link, or part of it is missing."""


class Keys:
    """Makes keys and links with the app's secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def of(self, purpose: str, *parts: str) -> str:
        """The key for these parts, always the same. Nobody can work back to the parts without the secret."""
        message = "\x1f".join((purpose, *parts)).encode()
        digest = hmac.new(self._secret.encode(), message, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:KEY_BYTES]).decode()

    def person(self, address: str) -> str:
        """The key of the person with this address."""
        return self.of("person", normal_address(address))

    def sign(self, link: Link, *parts: str) -> str:
        """A token for a URL that carries the parts (ids and keys, never personal data) and our signature."""
        return str(self._serializer(link).dumps(list(parts)))

    def unsign(self, link: Link, token: str) -> tuple[str, ...]:
        """The parts of a token made by `sign` for the same kind of link. Raises `BadLink`."""
        try:
            parts = self._serializer(link).loads(token)
        except BadSignature as forged:
            raise BadLink from forged
        return tuple(str(part) for part in parts)

    def _serializer(self, link: Link) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret, salt=f"virtual-cafe.{link}")
