"""Names that people type: one with a web address in it is no name, because it would stand in our mails as a link."""

import re

_WEB = re.compile(
    r"https?:|ftp:|www\.|://|[^\s@]+@[^\s@]+"
    r"|\b[a-z0-9-]+\.(?:com|org|net|uk|info|io|biz|eu|co|me|app|dev|link|click|shop|site|online|top|xyz|ru|cn|de|fr)\b",
    re.IGNORECASE,
)


def has_web_address(name: str) -> bool:
    """True if mail programs would make a link of a part of this name."""
    return bool(_WEB.search(name))
