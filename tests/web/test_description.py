"""What every address takes and answers, said once more: a status that is no longer described is noticed."""

from collections.abc import Callable, Iterator

import pytest

from shared.web.description import Operation
from shared.web.doors import addresses
from tests.the_app import deployed

ITEM_FIELDS = [
    "title",
    "summary",
    "what_to_do",
    "link",
    "audiences",
    "correction",
    "version",
    "then",
    "action",
    "sure",
]

STATUSES = {
    "post api/registrations/{series}/correct-address": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "post my/{token}/change": [303, 403, 404, 409, 413, 422],
    "get my/{token}/change": [200, 404],
    "post api/waiting/{matter}/done": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/waiting/{matter}/accept": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/waiting/{matter}/refuse": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "get api/waiting": [200, 401, 403],
    "post console/sign-ups/{work}": [200, 401, 403, 404, 409, 413, 422],
    "get console/settings": [200, 303, 401, 403],
    "get console/settings/{section}": [200, 303, 401, 403, 404],
    "get console/settings/{section}/{entry}": [200, 303, 401, 403, 404],
    "post console/settings/{section}": [303, 401, 403, 404, 409, 413, 422],
    "post console/settings/{section}/{entry}": [200, 303, 401, 403, 404, 409, 413, 422],
    "get console/sign-ups/{work}": [200, 303, 401, 403, 404],
    "post sign-up/mend/{token}": [200, 403, 404, 409, 413, 422],
    "get sign-up/mend/{token}": [200, 404],
    "* {*path}": [404],
    "get accessibility": [200],
    "get api/audit-trail": [200, 401, 403, 422],
    "get api/bulletin/{issue}": [200, 401, 403, 404],
    "get api/failed-work": [200, 401, 403],
    "get api/failed-work/{step}/{work}": [200, 401, 403, 404],
    "get api/forms/sign-up/refused": [200, 401, 403],
    "get api/forms/{form}/missing": [200, 401, 403, 404],
    "get api/health": [200],
    "get api/health/ready": [200, 503],
    "get api/held": [200, 401, 403],
    "get api/openapi.json": [200],
    "get assets/{*path}": [200, 404],
    "get bulletin": [200],
    "get bulletin/feed.atom": [200],
    "get bulletin/subscribe": [200],
    "get bulletin/unsubscribe/{token}": [200, 404],
    "get bulletin/{issue}": [200, 404],
    "get bulletin/{issue}/draft": [301],
    "get console/bulletin": [200, 303, 401, 403],
    "get console/bulletin/{issue}": [200, 303, 401, 403, 404],
    "get console/bulletin/{issue}/mail": [200, 303, 401, 403, 404],
    "get console/bulletin/{issue}/page": [200, 303, 401, 403, 404],
    "get console/bulletin/items/new": [200, 303, 401, 403],
    "get console/bulletin/items/{source}/{item}": [200, 303, 401, 403, 404],
    "get console/bulletin/flash/new": [200, 303, 401, 403],
    "get console/audit-trail": [200, 303, 401, 403],
    "get console/audit-trail/file": [200, 303, 401, 403],
    "get console/deliveries": [200, 303, 401, 403, 404],
    "get console/deliveries/{session}/{email}": [200, 303, 401, 403, 404],
    "get console/health": [200, 303, 401, 403],
    "get console/failed-work": [200, 303, 401, 403],
    "get console/failed-work/{cause}": [200, 303, 401, 403, 404],
    "get console/failed-work/{step}/{work}": [200, 303, 401, 403, 404],
    "get console": [200, 303, 401, 403],
    "get console/ahead/{act}": [200, 303, 401, 403, 404],
    "get console/ahead/{act}/mail": [200, 303, 401, 403, 404],
    "get console/held": [200, 303, 401, 403],
    "get console/retention": [200, 303, 401, 403],
    "get console/waiting": [200, 303, 401, 403],
    "get console/waiting/{matter}": [200, 303, 401, 403, 404],
    "get console/numbers": [200, 303, 401, 403],
    "get console/settings/programme": [200, 303, 401, 403],
    "get console/settings/programme/draft": [200, 303, 401, 403],
    "get console/settings/programme/upload": [200, 303, 401, 403],
    "get console/settings/programme/versions/{number}": [200, 303, 401, 403, 404],
    "get console/settings/programme/versions/{number}/cafe.toml": [200, 303, 401, 403, 404],
    "get feedback/{token}": [200, 404, 409],
    "get confirm/{token}": [200, 404],
    "get my/{token}": [200, 404],
    "get privacy": [200],
    "get robots.txt": [200],
    "get sign-up": [200],
    "get {*path}": [200, 404],
    "post api/bulletin/{issue}/approve": [200, 401, 403, 404, 409, 412, 413],
    "post api/bulletin/{issue}/call-off": [200, 401, 403, 404, 409, 413],
    "post api/failed-work/replay": [200, 400, 401, 403, 409, 413, 415, 422],
    "post api/failed-work/{step}/{work}/{act}": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/forms/feedback": [202, 400, 401, 403, 409, 413, 415, 422],
    "post api/forms/sign-up": [202, 400, 401, 403, 409, 413, 415, 422],
    "post api/forms/sign-up/replay": [200, 401, 403, 409, 413],
    "post api/held/{id}/refuse": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/held/{id}/release": [200, 401, 403, 404, 409, 413],
    "post api/horizon/items": [200, 201, 400, 401, 403, 409, 413, 415, 422],
    "post api/people/erase": [200, 400, 401, 403, 409, 413, 415, 422],
    "post api/sessions/{session}/cancel": [202, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/sessions/{session}/move": [202, 400, 401, 403, 404, 409, 412, 413, 415, 422],
    "post api/sessions/{session}/restore": [202, 401, 403, 404, 409, 413],
    "post api/sessions/{session}/theme": [202, 400, 401, 403, 404, 409, 412, 413, 415, 422],
    "post api/sessions/{session}/capacity": [202, 400, 401, 403, 404, 409, 412, 413, 415, 422],
    "post api/sessions/{session}/notices": [202, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/series/{series}/sessions": [202, 400, 401, 403, 404, 409, 413, 415, 422],
    "post bulletin/subscribe": [200, 403, 413, 422, 429],
    "post bulletin/unsubscribe/{token}": [200, 404, 413],
    "post console/bulletin/{issue}": [200, 303, 401, 403, 404, 409, 412, 413, 422, 428],
    "post console/bulletin/items/new": [303, 401, 403, 413, 422],
    "post console/bulletin/items/{source}/{item}": [200, 303, 401, 403, 404, 409, 412, 413, 422],
    "post console/bulletin/flash/new": [303, 401, 403, 409, 413, 422],
    "post api/bulletin": [201, 400, 401, 403, 409, 413, 415, 422],
    "post api/bulletin/{issue}/hold": [200, 400, 401, 403, 404, 409, 413, 415, 422],
    "post api/bulletin/{issue}/let-go": [200, 401, 403, 404, 409, 413],
    "post console/failed-work/{cause}": [200, 303, 401, 403, 404, 413, 422],
    "post console/failed-work/{step}/{work}": [200, 303, 401, 403, 413, 422],
    "post console/ahead/{act}": [200, 303, 401, 403, 404, 409, 413, 422],
    "post console/held": [303, 401, 403, 413],
    "post console/waiting/{matter}": [200, 303, 401, 403, 404, 409, 413, 422],
    "post console/settings/programme/draft": [200, 303, 401, 403, 409, 413, 422],
    "post console/settings/programme/upload": [200, 303, 401, 403, 409, 413, 422],
    "post console/settings/programme/versions/{number}": [200, 303, 401, 403, 404, 409, 413, 422],
    "post feedback/{token}": [200, 403, 404, 409, 413, 422],
    "post confirm/{token}": [200, 403, 404, 413],
    "post my/{token}": [303, 400, 403, 404, 409, 413],
    "post sign-up": [200, 403, 413, 422, 429],
    "put api/bulletin/{issue}": [200, 400, 401, 403, 404, 409, 412, 413, 415, 422, 428],
}
QUERIES = {
    "get my/{token}": ["done"],
    "get api/audit-trail": ["month"],
    "get api/failed-work": ["step", "cause"],
    "get assets/{*path}": ["v"],
    "get console/bulletin": ["year", "page"],
    "get console/bulletin/{issue}": ["done", "page"],
    "get console/bulletin/{issue}/mail": ["for"],
    "get console/bulletin/items/new": ["then"],
    "get console/bulletin/items/{source}/{item}": ["done"],
    "get console/bulletin/flash/new": ["item"],
    "get console": ["done"],
    "get console/held": ["done"],
    "get console/waiting": ["kind", "page", "done"],
    "get console/settings/programme": ["done", "newest"],
    "get console/settings/programme/draft": ["done"],
    "get console/settings/{section}": ["add", "done"],
    "get console/settings/{section}/{entry}": ["instead"],
    "get console/audit-trail": ["month", "who", "act", "about", "from"],
    "get console/audit-trail/file": ["month", "who", "act", "about"],
    "get console/deliveries": ["session", "state", "from"],
    "get console/deliveries/{session}/{email}": ["state", "page"],
    "get console/failed-work": ["step", "cause", "done"],
    "get console/failed-work/{cause}": ["from"],
    "get feedback/{token}": ["came"],
}
FIELDS = {
    "post bulletin/subscribe": ["name", "email", "audience", "proof"],
    "post console/bulletin/{issue}": ["action", "introduction", "keep", "version", "reason", "sure"],
    "post console/bulletin/flash/new": ["items", "audiences", "introduction"],
    "post console/bulletin/items/new": ITEM_FIELDS,
    "post console/bulletin/items/{source}/{item}": ITEM_FIELDS,
    "post console/failed-work/{cause}": ["reason", "sure"],
    "post console/failed-work/{step}/{work}": ["act", "reason", "sure"],
    "post console/ahead/{act}": ["action", "reason"],
    "post console/held": ["action", "id", "words"],
    "post console/waiting/{matter}": ["action", "reason", "right", "series", "words"],
    "post console/settings/programme/draft": ["act", "draft", "number", "place", "reason", "sure"],
    "post console/settings/programme/upload": ["draft", "file", "text", "sure"],
    "post console/settings/programme/versions/{number}": ["number", "reason", "sure"],
    "post console/settings/{section}": ["action", "entry", "mark", "move", "sure"],
    "post console/settings/{section}/{entry}": ["action", "entry", "mark", "move", "sure"],
    "post feedback/{token}": ["came", "score", "change", "unanswered", "stopped_by", "words"],
    "post my/{token}": ["action"],
    "post sign-up": ["attempt", "dates", "proof", "sure"],
    "post my/{token}/change": ["dates", "scope", "hub", "name", "role", "specialty", "provider", "access_needs"],
}
HEADERS = {
    "post api/bulletin/{issue}/approve": ["If-Match"],
    "put api/bulletin/{issue}": ["If-Match"],
}
BODIES = {
    "post api/registrations/{series}/correct-address": "Correction",
    "post api/waiting/{matter}/done": "Wanted",
    "post api/waiting/{matter}/accept": "Accepted",
    "post api/waiting/{matter}/refuse": "Refused",
    "post api/failed-work/replay": "ReplayOfCause",
    "post api/failed-work/{step}/{work}/{act}": "Wanted",
    "post api/forms/feedback": "Posted",
    "post api/forms/sign-up": "Posted",
    "post api/held/{id}/refuse": "Refusal",
    "post api/horizon/items": "NewItem",
    "post api/people/erase": "Erasure",
    "post api/sessions/{session}/cancel": "Cancellation",
    "post api/sessions/{session}/move": "Move",
    "post api/sessions/{session}/theme": "NewTheme",
    "post api/sessions/{session}/capacity": "NewCapacity",
    "post api/sessions/{session}/notices": "NewNotice",
    "post api/series/{series}/sessions": "OneOff",
    "put api/bulletin/{issue}": "Edit",
    "post api/bulletin": "NewFlash",
    "post api/bulletin/{issue}/hold": "Hold",
}
KEPT_WHATEVER_THEY_ARE = ["post api/forms/feedback", "post api/forms/sign-up"]
"""Bodies that are taken in even if they are not what is described."""


def operations() -> Iterator[tuple[str, Operation]]:
    deployed()  # so that every step has said what it does
    for address in addresses():
        yield from ((f"{one.method} {address.route}", one) for one in address.operations)


def test_the_statuses_of_every_address_are_these() -> None:
    assert {name: sorted(one.answers) for name, one in operations()} == STATUSES


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (lambda one: list(one.query), QUERIES),
        (lambda one: list(one.fields), FIELDS),
        (lambda one: list(one.headers), HEADERS),
        (lambda one: one.body.__name__ if one.body else "", BODIES),
    ],
    ids=["queries", "fields", "headers", "bodies"],
)
def test_what_every_address_reads_is_this(told: Callable[[Operation], object], expected: dict[str, object]) -> None:
    assert {name: told(one) for name, one in operations() if told(one)} == expected


def test_a_body_is_at_most_a_quarter_of_a_megabyte_everywhere() -> None:
    assert {one.largest for _, one in operations()} == {262_144}


def test_a_body_is_checked_everywhere_but_where_forms_come_in() -> None:
    assert sorted(name for name, one in operations() if not one.is_checked) == KEPT_WHATEVER_THEY_ARE


def test_people_see_pages_and_programs_the_api() -> None:
    pages = {name for name, one in operations() if one.is_page}
    assert {name for name, _ in operations()} - pages == {name for name, _ in operations() if " api/" in name}
