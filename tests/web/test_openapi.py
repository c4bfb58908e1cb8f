"""The description of the HTTP functions: whole, true to their types, and served."""

import json
from typing import Any

import schemathesis
from azure.functions import AuthLevel

from functions.api_description import describe
from local.memory.services import SITE, some_services
from shared.web.doors import addresses
from shared.web.openapi import document
from tests.the_app import deployed

PAGES = {"text/html", "text/plain", "application/atom+xml", "*/*"}


def the_document() -> dict[str, Any]:
    deployed()  # so that every step has said what it does
    whole: dict[str, Any] = json.loads(json.dumps(document("Virtual Café", SITE)))
    return whole


def operations() -> dict[str, dict[str, Any]]:
    paths = the_document()["paths"]
    return {f"{method} {path}": one for path, methods in paths.items() for method, one in methods.items()}


def answers(operation: str) -> dict[str, list[str]]:
    """By status, the media types of the answer."""
    return {status: list(one.get("content", ())) for status, one in operations()[operation]["responses"].items()}


def test_every_http_function_says_what_it_takes_and_gives() -> None:
    web = {one.name: one.trigger["route"] for one in deployed() if one.trigger["type"] == "httpTrigger"}
    assert {one.name: one.route for one in addresses()} == web
    assert [one.name for one in addresses() if not one.operations or not one.what] == []


def test_the_document_is_openapi_by_the_specifications_own_schema() -> None:
    schemathesis.openapi.from_dict(the_document()).validate()


def test_the_service_gives_the_document() -> None:
    response = describe(some_services())
    content = json.loads(response.get_body())
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert (content["info"]["title"], content["servers"]) == ("Northmoor Virtual Café", [{"url": SITE}])
    assert content["paths"] == the_document()["paths"]


def test_a_body_is_described_by_its_model() -> None:
    schemas = the_document()["components"]["schemas"]
    body = operations()["post /api/forms/sign-up"]["requestBody"]
    assert body["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Posted"}}}
    assert set(schemas["Posted"]["required"]) == {"formId", "responseId", "response"}


def test_what_needs_a_role_or_a_key_says_so_and_refuses_others() -> None:
    secured = {name: one["security"][0] for name, one in operations().items() if "security" in one}
    assert secured["post /api/sessions/{session}/cancel"] == {"signedIn": ["Facilitator"]}
    assert "for the series that they host" in operations()["post /api/sessions/{session}/cancel"]["description"]
    assert secured["post /api/failed-work/replay"] == {"signedIn": ["Admin"]}
    with_key = {one.trigger["route"] for one in deployed() if one.trigger.get("authLevel") == AuthLevel.FUNCTION}
    assert {name for name, needed in secured.items() if "functionKey" in needed} == {f"post /{one}" for one in with_key}
    lenient = [
        name for name, needed in secured.items() if "signedIn" in needed and not {"401", "403"} <= set(answers(name))
    ]
    assert lenient == []


def test_refusals_of_the_api_are_problem_documents_and_those_of_pages_are_pages() -> None:
    assert answers("post /api/horizon/items") == {
        "200": ["application/json"],
        "201": ["application/json"],
        **{str(status): ["application/problem+json"] for status in (400, 401, 403, 409, 413, 415, 422)},
    }
    assert answers("get /my/{token}") == {"200": ["text/html"], "404": ["text/html"]}
    strange = [
        name
        for name in operations()
        if name.split()[1].startswith("/api/")
        for kinds in answers(name).values()
        if PAGES & set(kinds)
    ]
    assert strange == []


def form_of(operation: str) -> list[str]:
    """The fields that a page posts."""
    return list(
        operations()[operation]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["properties"]
    )


def test_a_page_with_a_form_says_what_it_posts_and_what_may_come_of_it() -> None:
    assert (form_of("post /sign-up"), form_of("post /my/{token}")) == (
        ["attempt", "dates", "proof", "sure"],
        ["action"],
    )
    assert list(answers("post /sign-up")) == ["200", "403", "413", "422", "429"]
    assert list(answers("post /my/{token}")) == ["303", "400", "403", "404", "409", "413"]


def test_whoever_reads_a_problem_reckons_with_parts_that_are_missing() -> None:
    schemas = the_document()["components"]["schemas"]
    assert [schemas[name].get("required", []) for name in ("Problem", "WrongField")] == [[], []]


def test_only_the_readiness_is_ever_a_servers_error() -> None:
    assert [(name, status) for name in operations() for status in answers(name) if status >= "500"] == [
        ("get /api/health/ready", "503")
    ]


def test_a_row_is_shown_without_its_version() -> None:
    schemas = the_document()["components"]["schemas"]
    assert [name for name, one in schemas.items() if "etag" in one.get("properties", {})] == []
    assert [name for name, one in schemas.items() if "etag" in one.get("required", ())] == []


def test_an_address_that_takes_all_others_is_the_home_page_too() -> None:
    home = {name for name in operations() if name in {"get /", "get /{path}"}}
    assert home == {"get /", "get /{path}"}
