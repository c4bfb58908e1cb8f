"""Slips in the domain of an address: `gmial.com` is `gmail.com` with two letters swapped.

This is a hint and never a refusal: `mail.com` exists. So only one slip counts, and short names are left alone.
"""

from collections.abc import Iterable

from shared.text.addresses import normal_address

COMMON = (
    "nhs.net",
    "doctors.org.uk",
    "doctors.net.uk",
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "icloud.com",
    "yahoo.com",
    "yahoo.co.uk",
    "btinternet.com",
    "live.co.uk",
    "protonmail.com",
    "virginmedia.com",
)
"""Where many people in the NHS have their mail."""

REAL = frozenset(
    {"mail.com", "email.com", "ymail.com", "gmx.com", "hotmail.co", "outlook.co", "yahoo.co", "yahoo.ca", "hotmail.ca"}
)
"""Domains that look like a slip and are none."""

SHORT = 5
"""A name with fewer letters is too close to others: in it only two swapped letters count."""


def meant(address: str, own: Iterable[str] = ()) -> str:
    """The address that was probably meant; empty if this one looks right. `own` are domains of the organisation."""
    name, at, domain = normal_address(address).rpartition("@")
    known = (*COMMON, *own)
    if not at or domain in REAL or domain in known:
        return ""
    return next((f"{name}@{right}" for right in known if _is_slip(domain, right)), "")


def _is_slip(written: str, right: str) -> bool:
    if _is_swapped(written, right):
        return True
    if not _is_one_letter_off(written, right):
        return False
    first, _, rest = right.partition(".")
    own, _, own_rest = written.partition(".")
    return (own == first and own_rest != rest) or len(first) >= SHORT


def _is_swapped(one: str, other: str) -> bool:
    """Whether two letters next to each other changed places."""
    if len(one) != len(other):
        return False
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and sorted(one[wrong[0] : wrong[1] + 1]) == sorted(other[wrong[0] : wrong[1] + 1])
    )


def _is_one_letter_off(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too much."""
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    match len(long) - len(short):
        case 0:
            return start < len(short) and short[start + 1 :] == long[start + 1 :]
        case 1:
            return short[start:] == long[start + 1 :]
    return False
