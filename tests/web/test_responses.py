"""Answers to HTTP requests."""

import base64
import hashlib
import json
import re

import azure.functions as func
import pytest

from local.memory.services import the_programme
from shared.web.notices import unknown_page
from shared.web.responses import START_SCRIPT, as_json, download, file, page, problem, see_other, wrong_method

EVERY_KIND = {
    "page": page("<p>é</p>"),
    "json": as_json({}),
    "problem": problem(404, "Not found"),
    "redirect": see_other("/"),
    "405": wrong_method(["GET"]),
    "file": file(b"", "text/css", lasting=True),
}


def body_of(answer: func.HttpResponse) -> object:
    return json.loads(answer.get_body())


@pytest.mark.parametrize("answer", EVERY_KIND.values(), ids=EVERY_KIND.keys())
def test_every_answer_carries_the_headers_that_protect_it(answer: func.HttpResponse) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'self' '{START_SCRIPT}'"
    assert policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/console/sessions?month=2026-12&series=pgdit", "/console/sessions?month=2026-12&series=pgdit"),
        ("/.auth/login/aad?post_login_redirect_uri=%2Fconsole", "/.auth/login/aad?post_login_redirect_uri=%2Fconsole"),
        ("/console/x\r\nSet-Cookie: a=b", "/console/x%0D%0ASet-Cookie:%20a=b"),
        ("/console/日", "/console/%E6%97%A5"),
        ("//other.example.org/", "/other.example.org/"),
        ("/\\other.example.org", "/other.example.org"),
        ("https://other.example.org", "/https://other.example.org"),
    ],
)
def test_a_redirect_leads_to_this_site_and_is_one_header_whatever_stands_in_it(wanted: str, location: str) -> None:
    assert see_other(wanted).headers["Location"] == location


@pytest.mark.parametrize("name", sorted(EVERY_KIND.keys() - {"file"}))
def test_all_but_files_is_kept_in_no_cache(name: str) -> None:
    assert EVERY_KIND[name].headers.getlist("Cache-Control") == ["no-store"]


@pytest.mark.parametrize(
    ("lasting", "caching"), [(True, "public, max-age=31536000, immutable"), (False, "public, max-age=3600")]
)
def test_a_file_is_cached_for_as_long_as_its_address_means_it(lasting: bool, caching: str) -> None:
    answer = file(b"p {}", "text/css", lasting=lasting)
    assert answer.headers.getlist("Cache-Control") == [caching]
    assert (answer.get_body(), answer.mimetype) == (b"p {}", "text/css")


def test_the_one_inline_script_of_a_page_is_the_one_that_the_policy_lets_in() -> None:
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", unknown_page(the_programme()), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert [f"sha256-{digest}" for digest in digests] == [START_SCRIPT]


def test_a_page_is_html_in_utf_8_with_its_status() -> None:
    answer = page("<p>Café</p>", 404)
    assert (answer.status_code, answer.mimetype, answer.charset) == (404, "text/html", "utf-8")
    assert answer.get_body().decode() == "<p>Café</p>"


def test_a_problem_names_what_is_wrong_field_by_field() -> None:
    wrong = {"field": "name", "title": "Your full name", "message": "Enter your full name"}
    answer = problem(422, "The answers cannot be used", "See errors.", [wrong])
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert body_of(answer) == {
        "type": "about:blank",
        "status": 422,
        "title": "The answers cannot be used",
        "detail": "See errors.",
        "errors": [wrong],
    }


def test_a_problem_says_no_more_than_it_knows() -> None:
    assert body_of(problem(404, "Not found")) == {"type": "about:blank", "status": 404, "title": "Not found"}


def test_json_keeps_letters_as_they_are() -> None:
    answer = as_json({"name": "Café"}, 201)
    assert (answer.status_code, answer.mimetype) == (201, "application/json")
    assert answer.get_body().decode() == '{"name": "Café"}'


def test_after_a_post_the_browser_is_sent_on_with_get() -> None:
    answer = see_other("/my/token")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/my/token")


def test_a_wrong_method_is_told_the_right_ones() -> None:
    answer = wrong_method(["GET", "HEAD"])
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert body_of(answer) == {"type": "about:blank", "status": 405, "title": "Method Not Allowed"}


def test_a_file_to_keep_has_a_name_and_stays_in_no_cache() -> None:
    answer = download(b"a,b\r\n", "text/csv", "register.csv")
    assert (answer.mimetype, answer.headers["Content-Disposition"], answer.headers["Cache-Control"]) == (
        "text/csv",
        'attachment; filename="register.csv"',
        "no-store",
    )
