"""Pages in a language that nobody speaks: no English is left in them but what is data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from functions.console.bulletin_issue import NOTICES as ISSUE_NOTICES
from functions.console.bulletin_items import NOTICES as ITEM_NOTICES
from local.memory.builders import (
    ADDRESS,
    HOUR,
    NOW,
    SESSION,
    START,
    USABLE,
    a_held,
    a_registration,
    a_session,
    a_sign_up,
    a_standing,
    a_subscription,
    an_issue,
    an_item,
)
from local.memory.services import KEYS, MemoryServices, some_services, some_settings, the_programme
from shared.bulletin.corrections import source_words
from shared.bulletin.readership import count_readers
from shared.bulletin.rows import IssueState
from shared.bulletin.telling import mark_of
from shared.colleagues.rows import Colleague
from shared.entries.choices import tables
from shared.entries.handles import handle_of
from shared.entries.sections import SECTIONS
from shared.gate.hearing import Heard
from shared.gate.judging import Judgement, Outcome
from shared.held.rows import HeldKind
from shared.keys import Link
from shared.language.catalogue import languages, say
from shared.pages.confirm_address import confirm_address_page
from shared.pages.console.check import check_page
from shared.pages.console.frame import Frame
from shared.pages.console.waiting import Tab
from shared.pages.sign_up import signed_up_page
from shared.pressure.counting import Pressure
from shared.programme.content import content_of
from shared.programme.forms import Answer
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.row import Row
from shared.web.doors import Asked
from shared.web.notices import signed_out_page, unclear_page
from shared.web.pressing import press_again
from shared.web.refusals import ANSWERS
from tests.figures.test_over_time import some_digests
from tests.language import pages_of_people as REGISTER  # noqa: N812 - it is a table of pages
from tests.language.made_up import DATA, LANGUAGE, REASON, WEEK, an_issue_in, each, english_in
from tests.language.operations_pages import OPERATIONS_PAGES
from tests.language.session_pages import SESSION_PAGES
from tests.pages.busy import OCCASION, WHY, a_busy_cafe
from tests.pages.site import Visit, a_site, answer, feedback_link, my_link
from tests.the_app import deployed
from tests.versions.given import WHO, a_cafe_with_versions
from tests.web.test_principal import ADMIN, COORDINATOR, FACILITATOR

pytestmark = pytest.mark.usefixtures("made_up_language")

DRAFT = f"/console/bulletin/{WEEK}"
ITEM = ".".join(an_item().key)


def test_a_language_is_spoken_because_its_catalogue_lies_there(catalogues: Path) -> None:
    assert languages(catalogues) == ["en", LANGUAGE]
    page = asked("/")
    assert f'<html lang="{LANGUAGE}"' in page
    assert "⟦Ｎｅｘｔ ｓｅｓｓｉｏｎｓ⟧" in page
    assert say("Dear {name},", name="Amara") == "Dear Amara,"  # no message of ours


def asked(address: str, services: MemoryServices | None = None, *, now: datetime = NOW) -> str:
    """The page at this address."""
    return answered(Visit("GET", address, b"", FACILITATOR), services, now)


def sent(address: str, services: MemoryServices | None = None, /, **fields: str) -> str:
    """The page that answers what was filled in."""
    return answered(Visit("POST", address, urlencode(fields).encode(), FACILITATOR), services, NOW)


def answered(visit: Visit, services: MemoryServices | None, now: datetime) -> str:
    assert deployed()  # so that every door is there
    here = replace(services or a_site(), settings=some_settings(signed_in_by_platform=True))
    said = answer(here, visit, now)
    if onward := said.headers.get("Location"):
        said = answer(here, replace(visit, method="GET", address=onward), now)
    return said.get_body().decode()


def mine(
    state: RegistrationState = RegistrationState.REGISTERED,
    *,
    session: SessionState = SessionState.OPEN,
    join_url: str = "https://teams.example.org/l/meetup-join/1",
    now: datetime = NOW,
) -> str:
    kept = a_session(state=session, reason=REASON, join_url=join_url)
    place = a_registration(state=state, details=a_sign_up(hub="eastvale"), standing=True)
    return asked(my_link(), some_services(having=[kept, OpenSession(id=kept.id), place, a_standing()]), now=now)


def my_changes(state: RegistrationState = RegistrationState.REGISTERED) -> str:
    place = a_registration(state=state, details=a_sign_up(hub="eastvale"))
    services = some_services(having=[a_session(), OpenSession(id=a_session().id), place])
    return asked(f"{my_link()}/change", services)


def token(link: Link) -> str:
    return KEYS.sign(link, "pgdit", KEYS.person(ADDRESS))


def subscribed() -> MemoryServices:
    return some_services(having=[a_subscription()])


def a_bulletin(**changed: object) -> MemoryServices:
    """A draft of one item, which is changed like this, and a reader who was counted."""
    item = an_item().model_copy(update=changed)
    services = some_services(having=[item, mark_of(item), an_issue(id=WEEK), a_subscription()])
    count_readers(services, NOW)
    return services


AN_ITEM = "/console/bulletin/items/regulator-news/item-1"
RIGHT_ITEM = {"title": REASON, "summary": REASON, "audiences": "pgdit", "changes_on[day]": "1/2/2027", "link": ""}
WRONG_ITEM = {"changes_on[day]": "9", "review_by[day]": "1/2/2020", "correction": "9" * 301, "what_to_do": "9" * 601}
QUESTIONS = the_programme().forms.sign_up.questions
SUBSCRIBER = {"name": "Amara Nwosu", "email": ADDRESS, "audience": "pgdit"}
TOO_LONG = "9" * 2001

NOTICES = [page for page in dict.fromkeys(one.page for one in ANSWERS.values()) if page]


HELD = Heard({Answer.QUESTION: Judgement(Outcome.HELD, None)})


def usable(question: str) -> dict[str, str]:
    """The fields of a sign-up that can be taken in, with this question."""
    return {QUESTIONS[one].id: str(said) for one, said in {**USABLE, Answer.QUESTION: question}.items()}


def held_as(kind: HeldKind) -> MemoryServices:
    return some_services(having=[a_held(kind=kind, text="Amara Nwosu")])


def of_programme(path: str, services: MemoryServices, /, **fields: str) -> str:
    """A page of the programme's versions, for an admin; with fields, the page that answers them."""
    method, body = ("POST", urlencode(fields).encode()) if fields else ("GET", b"")
    return answered(Visit(method, f"/console/settings/programme{path}", body, ADMIN), services, NOW)


def some_versions() -> MemoryServices:
    """Two versions, a conflict of the second with a newer file, and a draft with a change of every kind."""
    services = a_cafe_with_versions(REASON)
    services.tables.put(Colleague(id=WHO, name="Amara Nwosu", email="", seen_on=NOW.date()))
    return services


def checked() -> str:
    """The page before an act. Its own words come from the act."""
    name, frame = "Amara Nwosu", Frame(the_programme(), "", ())
    return check_page(frame, title=name, will=[name], action="/", fields={"a": "b"}, button=name, back="/")


def confirming(*rows: Row) -> str:
    return confirm_address_page(some_services(having=rows), a_registration().person, NOW)


def pressed_again(pressure: Pressure) -> str:
    asked = Asked(a_site(), NOW, "POST", {}, {}, {}, pressure=pressure)
    said = press_again(asked, {"name": "Amara Nwosu"}, {"name": "Amara Nwosu"})
    assert said is not None
    return said.get_body().decode()


def busy(address: str, services: MemoryServices | None = None) -> str:
    """The page at this address of a café in which everything waits."""
    return answered(Visit("GET", address, b"", ADMIN), services or a_busy_cafe(), NOW)


def as_admin(address: str, /, **fields: str) -> str:
    """The page at this address for an admin, or the one that answers what they filled in."""
    method, body = ("POST", urlencode(fields).encode()) if fields else ("GET", b"")
    return answered(Visit(method, address, body, ADMIN), None, NOW)


def settings_of(section: str) -> str:
    """The address of an entry of the settings."""
    data = content_of(the_programme())
    entry = tables(data, SECTIONS[section].key)[0]
    return f"/console/settings/{section}/{handle_of(KEYS, SECTIONS[section], str(entry['id']))}"


LISTS = [section.name for section in SECTIONS.values() if section.entries]
TABLES = [section.name for section in SECTIONS.values() if not section.entries]

PAGES: Mapping[str, Sequence[Callable[[], str]]] = {
    "home": [lambda: asked("/"), lambda: asked("/", some_services())],
    "privacy": [lambda: asked("/privacy")],
    "accessibility": [lambda: asked("/accessibility")],
    "sign_up": [
        lambda: asked("/sign-up"),
        lambda: sent("/sign-up"),
        lambda: sent("/sign-up", **{question.id: TOO_LONG for question in QUESTIONS.values()}),
    ],
    "signed_up": [
        *(
            lambda question=question: sent("/sign-up", **usable(question))
            for question in ("", "When?", "Can you refer me to PSW?", "I think of suicide.")
        ),
        lambda: signed_up_page(the_programme(), HELD),
    ],
    "feedback": [
        *(lambda came=came: asked(feedback_link(came=came)) for came in (True, False)),
        *(lambda came=came: sent(feedback_link(came=True), came=came) for came in ("yes", "no")),
        lambda: sent(feedback_link(came=True), came="no", words=TOO_LONG),
    ],
    "were_you_there": [lambda: asked(feedback_link(came=None))],
    "thanks": [
        *(
            lambda words=words: sent(feedback_link(came=True), came="yes", score="4", words=words)
            for words in ("", "Can you refer me to PSW?", "I think of suicide.")
        ),
    ],
    "console/check": [checked, *REGISTER.CHECKS],
    "console/register": REGISTER.LISTS,
    "console/place": REGISTER.PLACES,
    "console/place_act": REGISTER.ACTS,
    "console/add": REGISTER.ADDING,
    "console/people": REGISTER.PEOPLE,
    "console/person": REGISTER.PERSONS,
    "console/person_address": REGISTER.ADDRESSES,
    "console/person_held": REGISTER.HELD,
    "console/erase": REGISTER.ERASING,
    "signed_out": [lambda: signed_out_page(the_programme(), {"words": "Amara Nwosu"}, "/", "/")],
    "confirm_address": [
        confirming,
        lambda: confirming(a_session(), OpenSession(id=SESSION), a_registration(state=RegistrationState.PROVISIONAL)),
    ],
    "press_again": [lambda: pressed_again(Pressure.STEP_UP), lambda: pressed_again(Pressure.FULL)],
    **SESSION_PAGES,
    **OPERATIONS_PAGES,
    "console/numbers": [
        lambda: asked("/console/numbers"),
        lambda: asked("/console/numbers", some_digests(("2026-08-12", 30), ("2026-11-11", 40))),
    ],
    "console/today": [
        lambda: busy("/console"),
        lambda: busy("/console?done=held"),
        lambda: busy("/console", some_services()),
    ],
    "console/act": [
        *(
            lambda act=act: busy(f"/console/ahead/{OCCASION}.{act}")
            for act in ("reminder-P1D", "briefing", "digest", "attendance", "feedback")
        ),
        lambda: busy("/console/ahead/bulletin-2026-W50.bulletin-draft"),
        lambda: sent(f"/console/ahead/{OCCASION}.reminder-P1D", a_busy_cafe(), action="hold"),
        lambda: sent(f"/console/ahead/{OCCASION}.briefing-update", a_busy_cafe(), action="start", reason=WHY),
    ],
    "console/retention": [
        lambda: busy("/console/retention"),
        lambda: busy("/console/retention", some_services()),
    ],
    "console/waiting": [
        *(lambda kind=kind: busy(f"/console/waiting?kind={kind}") for kind in Tab),
        *(lambda kind=kind: busy(f"/console/waiting?kind={kind}&done=done", some_services()) for kind in Tab),
    ],
    "console/matter": [
        *(lambda matter=matter: busy(f"/console/waiting/{matter}") for matter in ("slip1", "mail1", "choice1")),
        *(
            lambda matter=matter, action=action: sent(f"/console/waiting/{matter}", a_busy_cafe(), action=action)
            for matter, action in (
                ("slip1", "correct"),
                ("slip1", "done"),
                ("choice1", "accept"),
                ("choice1", "refuse"),
            )
        ),
    ],
    "console/programme": [
        lambda: of_programme("", some_services()),
        lambda: of_programme("?done=published", some_versions()),
    ],
    "console/programme_draft": [
        lambda: of_programme("/draft", some_services()),
        lambda: of_programme("/draft?done=taken", some_versions()),
        lambda: of_programme("/draft", some_versions(), act="publish", reason=""),
        lambda: of_programme("/draft", some_versions(), act="publish", reason="Amara Nwosu", sure="yes"),
        lambda: of_programme("/draft", some_versions(), act="publish", reason="Amara Nwosu"),
        lambda: of_programme("/draft", some_versions(), act="discard"),
    ],
    "console/programme_version": [
        *(lambda number=number: of_programme(f"/versions/{number}", some_versions()) for number in range(3)),
        lambda: of_programme("/versions/0", some_versions(), reason=""),
        lambda: of_programme("/versions/0", some_versions(), reason="Amara Nwosu"),
    ],
    "console/programme_upload": [
        lambda: of_programme("/upload", some_services()),
        lambda: of_programme("/upload", some_versions()),
    ],
    "console/settings": [
        lambda: as_admin("/console/settings"),
        lambda: asked("/console/settings"),
        lambda: answered(Visit("GET", "/console/settings", b"", COORDINATOR), None, NOW),
    ],
    "console/section": [
        *(lambda name=name: as_admin(f"/console/settings/{name}") for name in LISTS),
        lambda: as_admin("/console/settings/hubs?done=saved"),
        lambda: as_admin("/console/settings/hubs?done=removed"),
    ],
    "console/entry": [
        *(lambda name=name: as_admin(f"/console/settings/{name}?add=yes") for name in LISTS),
        *(lambda name=name: as_admin(f"/console/settings/{name}", action="add") for name in LISTS),
        *(lambda name=name: as_admin(settings_of(name)) for name in LISTS),
        *(lambda name=name: as_admin(f"/console/settings/{name}") for name in TABLES),
        *(lambda name=name: answered(Visit("GET", settings_of(name), b"", COORDINATOR), None, NOW) for name in LISTS),
        lambda: as_admin(f"{settings_of('facilitators')}?instead=yes"),
        lambda: as_admin(
            "/console/settings/hubs/eastvale",
            action="save",
            mark="another",
            entry="eastvale",
            name="Amara Nwosu",
            address="Eastvale",
            contact=ADDRESS,
        ),
    ],
    "console/held": [
        *(lambda kind=kind: asked("/console/held", held_as(kind)) for kind in HeldKind),
        lambda: asked("/console/held?done=release"),
    ],
    "my_registration": [
        *(lambda state=state: mine(state) for state in RegistrationState),
        lambda: mine(join_url=""),
        lambda: mine(session=SessionState.CANCELLED),
        lambda: mine(now=START + HOUR),
    ],
    "my_changes": [my_changes, lambda: my_changes(RegistrationState.WAITING)],
    "notice": [
        *(
            lambda page=page: page(the_programme())
            for page in dict.fromkeys(one.page for one in ANSWERS.values())
            if page
        ),
        lambda: unclear_page(the_programme()),
        lambda: sent("/bulletin/subscribe", **SUBSCRIBER),
        lambda: sent(f"/bulletin/unsubscribe/{token(Link.UNSUBSCRIBE)}", subscribed()),
    ],
    "bulletin_archive": [lambda: asked("/bulletin"), lambda: asked("/bulletin", an_issue_in(IssueState.SENT))],
    "bulletin_issue": [lambda: asked(f"/bulletin/{WEEK}", an_issue_in(IssueState.SENT))],
    "bulletin_subscribe": [
        lambda: asked("/bulletin/subscribe"),
        lambda: sent("/bulletin/subscribe"),
        lambda: sent("/bulletin/subscribe", **SUBSCRIBER | {"name": "Amara Nwosu " * 30}),
    ],
    "bulletin_button": [
        lambda: asked(f"/bulletin/unsubscribe/{token(Link.UNSUBSCRIBE)}"),
    ],
    "console/bulletin": [
        lambda: asked("/console/bulletin"),
        lambda: asked("/console/bulletin?year=2025&page=2", a_bulletin()),
        *(lambda state=state: asked("/console/bulletin", an_issue_in(state)) for state in IssueState),
    ],
    "console/bulletin_issue": [
        *(lambda state=state: asked(DRAFT, an_issue_in(state)) for state in IssueState),
        *(
            lambda state=state, action=action: sent(DRAFT, an_issue_in(state), action=action, introduction=TOO_LONG)
            for state in IssueState
            for action in ("save", "approve", "call-off", "hold", "let-go")
        ),
        lambda: sent(DRAFT, an_issue_in(IssueState.DRAFT), action="save"),
        lambda: sent(DRAFT, an_issue_in(IssueState.DRAFT), action="save", version="another", introduction="9"),
        *(
            lambda action=action: sent(DRAFT, an_issue_in(IssueState.DRAFT), action=action, version="*", keep=ITEM)
            for action in ("save", "approve")
        ),
        lambda: asked(DRAFT, some_services(having=[an_issue(id=WEEK, items=())])),
        *(lambda done=done: asked(f"{DRAFT}?done={done}", a_bulletin()) for done in ISSUE_NOTICES),
    ],
    "console/bulletin_item": [
        lambda: asked("/console/bulletin/items/new"),
        lambda: sent("/console/bulletin/items/new", **WRONG_ITEM),
        lambda: sent("/console/bulletin/items/new", title="9" * 201, summary="9" * 601, link="9", audiences="nobody"),
        lambda: asked(AN_ITEM, a_bulletin()),
        lambda: asked(AN_ITEM, a_bulletin(told="2027-01-01", correction=REASON)),
        lambda: asked(AN_ITEM, a_bulletin(taken_out=True)),
        *(
            lambda newer=newer: asked(AN_ITEM, a_bulletin(source_says=source_words(an_item()), source_is_newer=newer))
            for newer in (True, False)
        ),
        lambda: sent(AN_ITEM, a_bulletin(), **RIGHT_ITEM, version="another"),
        lambda: sent(AN_ITEM, a_bulletin(told="2027-01-01"), **RIGHT_ITEM),
        lambda: sent(AN_ITEM, a_bulletin(), action="take-out"),
        lambda: sent(AN_ITEM, a_bulletin(told="2027-08-05"), action="take-out"),
        *(lambda done=done: asked(f"{AN_ITEM}?done={done}", a_bulletin()) for done in ITEM_NOTICES),
    ],
    "console/bulletin_flash": [
        lambda: asked("/console/bulletin/flash/new"),
        lambda: asked("/console/bulletin/flash/new", a_bulletin()),
        lambda: sent("/console/bulletin/flash/new", a_bulletin(), introduction=TOO_LONG),
        lambda: sent("/console/bulletin/flash/new", a_bulletin(), items=ITEM, audiences="nobody"),
        lambda: sent("/console/bulletin/flash/new", a_bulletin(told="2027-08-05"), items=ITEM, audiences="pgdit"),
        lambda: sent(
            "/console/bulletin/flash/new", a_bulletin(audiences=("pgdit",)), items=ITEM, audiences="educators"
        ),
    ],
}


def test_every_page_is_among_them() -> None:
    folder = Path(__file__).resolve().parents[2] / "shared" / "templates" / "pages"
    every = (
        (path.relative_to(folder).with_suffix("").as_posix(), path.read_text("utf-8"))
        for path in folder.rglob("*.html")
    )
    whole = {name for name, text in every if "{% extends" in text and not name.endswith("layout")}
    assert set(PAGES) == whole


@pytest.mark.parametrize("page", each(PAGES))
def test_no_english_is_left_on_a_page(page: Callable[[], str]) -> None:
    html = page()
    assert f'<html lang="{LANGUAGE}"' in html
    assert english_in(html, DATA) == []


def test_no_english_is_left_in_the_feed() -> None:
    feed = ET.fromstring(asked("/bulletin/feed.atom", an_issue_in(IssueState.SENT)))
    said = [element.text or "" for element in feed.iter() if element.tag.endswith(("title", "name", "content"))]
    assert len(said) == 4
    assert [left for one in said for left in english_in(one, DATA)] == []
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == LANGUAGE
