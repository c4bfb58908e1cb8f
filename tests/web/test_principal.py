"""Who is signed in: what the platform's header says, and that everything unclear means nobody."""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.services import SITE, some_settings, the_programme
from shared.web.principal import NoRole, NotAllowed, NotSignedIn, Principal, Role, from_elsewhere, principal, require
from shared.web.reach import OtherSeries, Reach

SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "easyauth"
ON = some_settings(signed_in_by_platform=True)
OFF = some_settings(signed_in_by_platform=False)
LONG_ROLE = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"
LONG_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier"


def sample(name: str) -> str:
    if not SAMPLES.is_dir():
        pytest.skip("no recorded headers here: set CAFE_SAMPLES to the folder of samples")
    return (SAMPLES / f"{name}.header.txt").read_text().strip()


def a_header(*claims: tuple[str, object], role_typ: str = LONG_ROLE, auth_typ: str = "aad") -> dict[str, str]:
    listed = [{"typ": kind, "val": value} for kind, value in claims]
    token = {"auth_typ": auth_typ, "claims": listed, "name_typ": "name", "role_typ": role_typ}
    return {"X-MS-CLIENT-PRINCIPAL": base64.b64encode(json.dumps(token).encode()).decode()}


def signed_in_as(role: Role, address: str = "imogen.hartley@example.nhs.uk") -> dict[str, str]:
    """The platform's header for somebody with this role. The address is of a facilitator of every series."""
    return a_header(("oid", "an-object-id"), ("roles", role.value), ("preferred_username", address))


FACILITATOR = a_header(("oid", "1"), ("roles", "Facilitator"), ("preferred_username", "imogen.hartley@example.nhs.uk"))
COORDINATOR = a_header(("oid", "4"), ("roles", "Coordinator"))
ADMIN = a_header(("oid", "2"), ("roles", "Admin"))
VISITOR = a_header(("oid", "3"))


@pytest.mark.parametrize(
    ("name", "object_id"),
    [
        ("principal-aad-v1-access-token", "22222222-2222-4222-8222-222222222222"),
        ("principal-aad-v2-id-token", "00000000-0000-0000-0000-000000000000"),
        ("principal-aad-non-ascii", "12345-4378493-fjdiofjd"),
    ],
)
def test_recorded_headers_say_who_it_is(name: str, object_id: str) -> None:
    somebody = principal({"x-ms-client-principal": sample(name)}, ON)
    assert somebody is not None
    assert somebody.id == object_id


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("principal-aad-v1-access-token", {"person1@example.org"}),
        ("principal-aad-v2-id-token", {"email@test.com"}),
        ("principal-aad-non-ascii", {"demo.spokelse@fisfylke.no"}),
    ],
)
def test_recorded_headers_say_which_address_it_is(name: str, addresses: set[str]) -> None:
    somebody = principal({"x-ms-client-principal": sample(name)}, ON)
    assert somebody is not None
    assert somebody.addresses == addresses
    assert "@" not in repr(somebody)


LONG = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"


@pytest.mark.parametrize(
    ("kind", "address", "series"),
    [
        ("preferred_username", "marcus.oyelaran@example.nhs.uk", {"pgdit"}),
        ("preferred_username", "Marcus.Oyelaran@Example.NHS.uk", {"pgdit"}),
        ("upn", "marcus.oyelaran_example.nhs.uk#EXT#@tenant.onmicrosoft.com", {"pgdit"}),
        (f"{LONG}upn", "wenli.tan@example.nhs.uk", {"educators"}),
        (f"{LONG}emailaddress", "imogen.hartley@example.nhs.uk", {"pgdit", "educators"}),
        (f"{LONG}name", "wenli.tan@example.nhs.uk", {"educators"}),
        ("name", "wenli.tan@example.nhs.uk", set()),
        ("nickname", "wenli.tan@example.nhs.uk", set()),
        ("preferred_username", "somebody.else@example.nhs.uk", set()),
        ("preferred_username", "wenli.tan@example.nhs.uk.example.org", set()),
        ("preferred_username", "wenli.tan", set()),
    ],
)
def test_a_facilitator_has_the_series_that_the_programme_file_gives_to_their_address(
    kind: str, address: str, series: set[str]
) -> None:
    somebody = require(a_header(("oid", "1"), ("roles", "Facilitator"), (kind, address)), ON, Role.FACILITATOR)
    reads_held = address.casefold().startswith("marcus")
    assert somebody.reach(the_programme()) == Reach(frozenset(series), reads_held=reads_held)


@pytest.mark.parametrize(("role", "every"), [("Coordinator", True), ("Admin", True), ("Forms", False), ("", False)])
def test_a_coordinator_and_an_admin_have_every_series_and_a_program_has_none(role: str, every: bool) -> None:
    address = ("preferred_username", "imogen.hartley@example.nhs.uk")
    somebody = principal(a_header(("oid", "1"), ("roles", role), address), ON)
    assert somebody is not None
    assert somebody.reach(the_programme()) == Reach(is_every=every)


def test_what_belongs_to_no_series_or_to_another_one_too_is_not_a_facilitators() -> None:
    mine = Reach(frozenset({"pgdit"}))
    wanted: tuple[tuple[str, ...], ...] = (("pgdit",), (), ("educators",), ("pgdit", "educators"))
    assert [mine.has(series) for series in wanted] == [True, False, False, False]
    assert [Reach(is_every=True).has(series) for series in wanted] == [True, True, True, True]
    with pytest.raises(OtherSeries):
        mine.require(("educators",))


def test_a_header_of_another_service_means_nobody() -> None:
    assert principal({"x-ms-client-principal": sample("principal-static-web-apps")}, ON) is None


@pytest.mark.parametrize("kind", ["roles", LONG_ROLE, "our-own-role-type"])
def test_roles_are_found_under_each_type_they_arrive_as(kind: str) -> None:
    headers = a_header((LONG_ID, "1"), (kind, "Facilitator"), (kind, "Admin"), role_typ="our-own-role-type")
    assert principal(headers, ON) == Principal("1", frozenset({"Facilitator", "Admin"}))


def test_a_claim_of_another_type_is_no_role() -> None:
    assert principal(a_header(("oid", "1"), ("groups", "Admin"), role_typ=""), ON) == Principal("1", frozenset())


def test_base64_may_be_without_padding_and_safe_for_urls() -> None:
    plain = a_header(("oid", "1"), ("roles", "Facilitator"), ("name", "ÿ?>ÿ?>~~~"))["X-MS-CLIENT-PRINCIPAL"]
    for form in (plain, plain.rstrip("="), plain.replace("+", "-").replace("/", "_"), f" {plain} "):
        read = principal({"X-MS-CLIENT-PRINCIPAL": form}, ON)
        assert read == Principal("1", frozenset({"Facilitator"}), name="ÿ?>ÿ?>~~~")


def test_somebody_is_called_by_their_name_or_else_by_an_address() -> None:
    address = ("preferred_username", "ada.minster@example.nhs.uk")
    named = principal(a_header(("oid", "1"), ("name", "Ada\n Minster" + "r" * 90), address), ON)
    unnamed = principal(a_header(("oid", "1"), address), ON)
    assert named
    assert unnamed
    assert (named.shown_name, unnamed.shown_name) == ("Ada Minster" + "r" * 69, "ada.minster@example.nhs.uk")
    assert "Ada" not in repr(named)


def test_somebody_without_any_role_is_told_so() -> None:
    with pytest.raises(NoRole):
        require(a_header(("oid", "1"), ("roles", "Gardener")), ON, Role.FACILITATOR)
    with pytest.raises(NotAllowed, match="This needs the role Admin"):
        require(COORDINATOR, ON, Role.ADMIN)


def test_a_lead_may_do_what_the_whole_team_may_and_reaches_no_series() -> None:
    lead = principal(signed_in_as(Role.LEAD), ON)
    assert lead is not None
    assert [role.value for role in Role if lead.may(role)] == ["Lead"]
    assert lead.reach(the_programme()) == Reach()


def test_where_the_platform_signs_nobody_in_its_header_is_not_believed() -> None:
    assert principal(ADMIN, OFF) is None
    with pytest.raises(NotSignedIn):
        require(ADMIN, OFF, Role.FACILITATOR)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-MS-CLIENT-PRINCIPAL": ""},
        {"X-MS-CLIENT-PRINCIPAL": "not base64!"},
        {"X-MS-CLIENT-PRINCIPAL": base64.b64encode(b"[]").decode()},
        {"X-MS-CLIENT-PRINCIPAL": base64.b64encode(b"\xff\xfe").decode()},
        {"X-MS-CLIENT-PRINCIPAL-NAME": "admin"},
        a_header(("roles", "Admin")),
        a_header(("oid", ""), ("roles", "Admin")),
        a_header(("oid", "1"), ("oid", "2"), ("roles", "Admin")),
        a_header(("oid", 1), ("roles", "Admin")),
        a_header(("oid", "1"), ("roles", ["Admin"])),
        a_header(("oid", "1"), ("roles", "Admin"), auth_typ="google"),
    ],
)
def test_what_is_unclear_means_nobody(headers: Mapping[str, str]) -> None:
    assert principal(headers, ON) is None
    with pytest.raises(NotSignedIn):
        require(headers, ON, Role.FACILITATOR)


@settings(deadline=None)
@given(header=st.text(max_size=100))
def test_any_text_in_the_header_means_nobody(header: str) -> None:
    assert principal({"x-ms-client-principal": header}, ON) is None


@settings(deadline=None)
@given(token=st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_any_other_json_in_the_header_means_nobody(token: object) -> None:
    header = base64.b64encode(json.dumps(token).encode()).decode()
    assert principal({"x-ms-client-principal": header}, ON) is None


@pytest.mark.parametrize(
    ("headers", "role", "may"),
    [
        (COORDINATOR, Role.FACILITATOR, True),
        (COORDINATOR, Role.COORDINATOR, True),
        (COORDINATOR, Role.ADMIN, False),
        (FACILITATOR, Role.COORDINATOR, False),
        (ADMIN, Role.COORDINATOR, True),
        (FACILITATOR, Role.FACILITATOR, True),
        (FACILITATOR, Role.ADMIN, False),
        (ADMIN, Role.FACILITATOR, True),
        (ADMIN, Role.ADMIN, True),
        (VISITOR, Role.FACILITATOR, False),
        (VISITOR, Role.ADMIN, False),
        (a_header(("oid", "1"), ("roles", "facilitator")), Role.FACILITATOR, False),
    ],
)
def test_an_admin_may_do_all_that_others_may_and_a_coordinator_what_a_facilitator_may(
    headers: Mapping[str, str], role: Role, may: bool
) -> None:
    if may:
        assert require(headers, ON, role) == principal(headers, ON)
    else:
        with pytest.raises(NotAllowed):
            require(headers, ON, role)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": SITE},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_own_pages_and_programs_are_not_from_elsewhere(headers: Mapping[str, str]) -> None:
    assert not from_elsewhere(headers, SITE)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"origin": f"{SITE}.evil.example.org"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"sec-fetch-site": "same-site", "Origin": SITE},
    ],
)
def test_other_sites_are(headers: Mapping[str, str]) -> None:
    assert from_elsewhere(headers, SITE)
