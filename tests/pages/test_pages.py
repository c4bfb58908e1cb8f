"""The pages that are the same for everybody, and the forms: what they say and what they send."""

import json
import re
import tracemalloc
from collections.abc import Mapping
from datetime import timedelta

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions import pages
from functions.pages import give_asset, show_home
from local.memory.builders import NOW, START, a_request, a_session
from local.memory.services import some_services, the_programme
from shared.forms.answers import Answers, FieldError, UnusableAnswers, read_answers
from shared.gate.hearing import Heard
from shared.pages.accessibility import accessibility_page
from shared.pages.feedback import Field, feedback_page, thanks_page
from shared.pages.privacy import privacy_page
from shared.pages.sign_up import sign_up_page, signed_up_page
from shared.programme.barriers import Barrier
from shared.programme.forms import Answer
from shared.programme.model import Retention, SmallNumbers
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.sessions.words import SessionWords, session_words
from shared.templates import static
from shared.templates.static import KINDS, NHSUK, asset, asset_url, version
from shared.web.doors import Door, addresses
from shared.web.notices import bad_link_page, elsewhere_page, unclear_page, unknown_page
from shared.web.requests import posted
from tests.pages.reading import ReadPage
from tests.pages.triggers import app_environment, call
from tests.the_app import deployed

QUESTIONS = the_programme().forms.sign_up.questions
EVERY_PAGE = {
    "sign-up": sign_up_page(the_programme(), (), {}, (), "1"),
    "signed up": signed_up_page(the_programme(), Heard({})),
    "came": feedback_page(
        the_programme(), session_words(the_programme(), a_session()), came=True, values={}, errors={}
    ),
    "thanks": thanks_page(the_programme()),
    "privacy": privacy_page(the_programme()),
    "accessibility": accessibility_page(the_programme()),
    "unknown": unknown_page(the_programme()),
    "bad link": bad_link_page(the_programme()),
    "elsewhere": elsewhere_page(the_programme()),
    "unclear": unclear_page(the_programme()),
}


def home(*sessions: Session) -> ReadPage:
    index = [OpenSession(id=session.id) for session in sessions]
    answer = show_home(some_services(having=[*sessions, *index]), NOW)
    return ReadPage(answer.get_body().decode())


def the_sign_up(
    values: Mapping[str, str | list[str]] | None = None,
    errors: tuple[FieldError, ...] = (),
    sessions: tuple[SessionWords, ...] = (),
) -> ReadPage:
    return ReadPage(sign_up_page(the_programme(), sessions, values or {}, errors, "attempt-1"))


def the_feedback(
    *,
    came: bool,
    values: Mapping[str, str | list[str]] | None = None,
    errors: Mapping[Field, str] | None = None,
    other_form: str = "",
) -> ReadPage:
    words = session_words(the_programme(), a_session())
    html = feedback_page(
        the_programme(), words, came=came, values=values or {}, errors=errors or {}, other_form=other_form
    )
    return ReadPage(html)


def sent(page: ReadPage) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    fields = {one["name"]: one.get("value") or "" for one in page.all("input") if one.get("type") in ("text", "email")}
    fields |= {one["name"]: one.text for one in page.all("textarea")}
    return fields | {one["name"]: one["value"] for one in page.all("input") if "checked" in one.attributes}


# --- every page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("html", EVERY_PAGE.values(), ids=EVERY_PAGE.keys())
def test_a_page_has_one_heading_a_title_and_no_id_twice(html: str) -> None:
    page = ReadPage(html)
    assert len(page.all("h1")) == 1
    assert re.fullmatch(r"[A-Z].+ – Northmoor Virtual Café", page.title)
    assert len(page.ids) == len(set(page.ids))
    assert page.one("html")["lang"] == "en"


@pytest.mark.parametrize("html", EVERY_PAGE.values(), ids=EVERY_PAGE.keys())
def test_a_page_has_a_skip_link_a_menu_and_a_footer(html: str) -> None:
    page = ReadPage(html)
    assert page.one("a", class_="nhsuk-skip-link")["href"] == f"#{page.one('main')['id']}"
    assert [one["href"] for one in page.all("a", class_="nhsuk-header__navigation-link")] == [
        "/",
        "/sign-up",
        "/bulletin",
    ]
    assert [one["href"] for one in page.all("a", class_="nhsuk-footer__list-item-link")] == [
        "mailto:virtual.cafe@example.nhs.uk",
        "/privacy",
        "/accessibility",
    ]


@pytest.mark.parametrize("html", EVERY_PAGE.values(), ids=EVERY_PAGE.keys())
def test_a_page_carries_no_style_and_no_handler_of_its_own(html: str) -> None:
    page = ReadPage(html)
    assert page.all("style") == []
    assert [name for one in page.elements for name in one.attributes if name == "style" or name.startswith("on")] == []


# --- home -------------------------------------------------------------------------------------------------


def test_home_shows_the_coming_sessions_soonest_first_in_the_programmes_time() -> None:
    summer = a_session(start=START + timedelta(days=182))
    educators = a_session(series="educators", start=START + timedelta(days=8))
    page = home(summer, a_session(), educators)
    assert page.texts("strong")[1:] == [
        "Wednesday 9 December 2026",
        "Thursday 17 December 2026",
        "Wednesday 9 June 2027",
    ]
    assert page.said.count("1:30pm to 2:30pm") == 1


@pytest.mark.parametrize("state", [SessionState.ENDED, SessionState.CLOSED])
def test_home_keeps_still_about_a_session_that_cannot_be_joined(state: SessionState) -> None:
    assert home(a_session(state=state)).said.count("9 December 2026") == 0


def test_home_shows_a_session_that_has_no_meeting_yet() -> None:
    assert home(a_session(state=SessionState.PLANNED, join_url="")).said.count("9 December 2026") == 1


def test_home_says_so_when_nothing_is_planned() -> None:
    assert home().said.count("The next sessions have no date yet.") == 1


def test_home_says_what_the_cafe_is_not_and_where_to_go() -> None:
    page = home()
    links = {one["href"]: " ".join(one.text.split()) for one in page.all("a")}
    assert {one.link: one.go_to for one in the_programme().not_for}.items() <= links.items()
    assert [rule for rule in the_programme().ground_rules.rules if rule not in page.said] == []
    assert [hub.address for hub in the_programme().hubs if hub.address not in page.said] == []


def test_home_of_a_programme_without_hubs_and_exclusions_leaves_their_parts_out() -> None:
    bare = the_programme().model_copy(update={"hubs": (), "not_for": ()})
    page = ReadPage(show_home(some_services(programme=bare), NOW).get_body().decode())
    assert page.texts("h2") == ["Next sessions", "Ground rules", "The bulletin", "Support links"]


def test_home_costs_a_query_for_the_open_sessions_one_for_each_series_and_a_read_for_each_open_session() -> None:
    services = some_services(having=[a_session(), OpenSession(id=a_session().id)])
    show_home(services, NOW)
    queries = [("query", "sessions")] * 2
    assert services.tables.operations == [("query", "opensessions"), ("get", "sessions"), *queries]


# --- assets -----------------------------------------------------------------------------------------------


def test_an_asset_asked_for_by_its_version_may_be_kept_for_a_year() -> None:
    answer = give_asset(the_programme(), "cafe.js", version())
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("asked", [None, "", "old"])
def test_an_asset_asked_for_otherwise_is_kept_for_an_hour(asked: str | None) -> None:
    assert give_asset(the_programme(), "cafe.js", asked).headers["Cache-Control"] == "public, max-age=3600"


def test_the_address_of_an_asset_carries_its_version() -> None:
    assert asset_url("cafe.js") == f"/assets/cafe.js?v={version()}"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing.css",
        "../assets.py",
        "../../rows.py",
        "..%2f..%2fcafe.toml",
        "images/../../../package.json",
        "/etc/passwd.css",
        "images//favicon.svg",
        "nhsuk-frontend.min.css.map",
        "core/settings/_all.scss",
        "components/button/README.md",
        "cafe.js\n",
        "cafe.js/",
        "CAFE.JS",
    ],
)
def test_what_is_no_asset_is_not_found(path: str) -> None:
    assert give_asset(the_programme(), path, None).status_code == 404


@given(st.text(alphabet="./\\%abcjs-2f", max_size=20).map(lambda path: path + ".js"))
def test_no_path_leads_out_of_the_folders(path: str) -> None:
    found = asset(path)
    files = {file.read_bytes() for folder in static.FOLDERS for file in folder.glob("*.js")}
    nested = {file.read_bytes() for folder in static.FOLDERS for file in folder.glob("*/*.js")}
    assert found is None or found.content in files | nested


def test_the_styles_are_those_of_nhsuk_without_fonts_from_elsewhere() -> None:
    styles = asset("nhsuk-frontend.min.css")
    assert styles is not None
    assert b".nhsuk-button" in styles.content
    assert re.findall(rb"https?://(?!www\.w3\.org/)[^\s)\"']+", styles.content) == []


def test_every_file_that_a_page_and_its_styles_name_is_there() -> None:
    page, styles = home(), asset("nhsuk-frontend.min.css")
    assert styles is not None
    named = [one.get("href") or one.get("src") or "" for one in page.elements if one.tag in ("link", "script")]
    named += [match.decode() for match in re.findall(rb"url\((/assets/[^)]+)\)", styles.content)]
    paths = {name.removeprefix("/assets/").partition("?")[0] for name in named if name}
    assert len(paths) > 8
    assert [path for path in sorted(paths) if asset(path) is None] == []


def test_the_icons_of_the_manifest_are_there() -> None:
    manifest = asset("manifest.json")
    assert manifest is not None
    icons = [icon["src"] for icon in json.loads(manifest.content)["icons"]]
    assert [icon for icon in icons if asset(icon.removeprefix("/assets/")) is None] == []


def test_only_kinds_of_file_that_pages_load_are_given_out() -> None:
    assert {file.suffix for file in NHSUK.iterdir() if file.is_file() and asset(file.name)} <= KINDS.keys()


# --- sign-up ----------------------------------------------------------------------------------------------


def test_the_sign_up_asks_the_questions_of_the_form_in_its_order() -> None:
    page = the_sign_up()
    names = list(dict.fromkeys(one["name"] for one in page.elements if "name" in one.attributes and one.tag != "meta"))
    assert names == ["attempt", *(question.id for question in QUESTIONS.values())]
    assert page.one("input", name="attempt")["value"] == "attempt-1"


def test_every_field_has_its_question_as_label_and_says_if_it_may_stay_empty() -> None:
    page = the_sign_up()
    asked = page.texts("label", class_="nhsuk-label--s") + page.texts("legend")
    assert sorted(asked) == sorted(
        question.title
        if answer in {Answer.NAME, Answer.EMAIL, Answer.AUDIENCE, Answer.ATTENDING, Answer.AGREEMENT}
        else f"{question.title} (optional)"
        for answer, question in QUESTIONS.items()
    )
    assert {one["for"] for one in page.all("label")} <= set(page.ids)


def test_several_wordings_of_one_answer_are_offered_once() -> None:
    choices = the_sign_up().all("input", name=QUESTIONS[Answer.AGREEMENT].id)
    assert [one["value"] for one in choices] == ["I agree", "I do not agree"]


def test_the_address_is_an_email_field_that_the_browser_may_fill_in() -> None:
    field = the_sign_up().one("input", name=QUESTIONS[Answer.EMAIL].id)
    assert (field["type"], field["autocomplete"], field["spellcheck"]) == ("email", "email", "false")


def test_the_ground_rules_and_exclusions_stand_above_the_agreement() -> None:
    headings_and_legends = [" ".join(one.text.split()) for one in the_sign_up().elements if one.tag in ("h2", "legend")]
    agreement = headings_and_legends.index(QUESTIONS[Answer.AGREEMENT].title)
    assert headings_and_legends[agreement - 2 : agreement] == ["Ground rules", "What the café does not offer"]


def test_each_cafe_names_its_next_date() -> None:
    later = session_words(the_programme(), a_session(start=START + timedelta(days=35)))
    page = the_sign_up(sessions=(session_words(the_programme(), a_session()), later))
    assert page.texts("div", class_="nhsuk-radios__hint") == ["Next: Wednesday 9 December 2026, 12:30pm to 1:30pm"]


def test_the_form_as_it_is_sent_is_understood() -> None:
    values = {
        QUESTIONS[Answer.NAME].id: "Amara Nwosu",
        QUESTIONS[Answer.EMAIL].id: "amara.nwosu@example.nhs.uk",
        QUESTIONS[Answer.QUESTION].id: "First line,\nsecond line: <b> & “quotes”?",
    }
    for answer, question in QUESTIONS.items():
        if question.options:
            radios = the_sign_up().all("input", name=question.id)
            values[question.id] = radios[0]["value"]
            assert {one["value"] for one in radios} <= question.options.keys(), answer
    answers = read_answers(sent(the_sign_up(values)), the_programme())
    assert isinstance(answers, Answers)
    assert answers.question == values[QUESTIONS[Answer.QUESTION].id]
    assert (answers.sign_ups[0].email, answers.sign_ups[0].series) == ("amara.nwosu@example.nhs.uk", "pgdit")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_what_was_answered_stands_in_the_form_again_letter_by_letter(text: str) -> None:
    values = {QUESTIONS[answer].id: text for answer in (Answer.NAME, Answer.QUESTION)}
    assert {name: value for name, value in sent(the_sign_up(values)).items() if value} == {
        name: value for name, value in values.items() if value
    }


def test_an_answer_that_came_twice_is_shown_once() -> None:
    name = QUESTIONS[Answer.NAME].id
    assert sent(the_sign_up({name: ["Amara", "Nwosu"]}))[name] == "Amara"


def test_errors_are_in_the_title_in_the_summary_and_at_their_fields() -> None:
    with pytest.raises(UnusableAnswers) as refused:
        read_answers({}, the_programme())
    errors = refused.value.errors
    page = the_sign_up(errors=errors)
    assert page.title == "Error: Sign up – Northmoor Virtual Café"
    summary = [one for one in page.all("a") if (one.get("href") or "").startswith("#r")]
    assert [(one["href"], " ".join(one.text.split())) for one in summary] == [
        (f"#{QUESTIONS[error.field].id}", error.message) for error in errors
    ]
    assert page.texts("span", class_="nhsuk-error-message") == [f"Error: {error.message}" for error in errors]
    assert {one["href"].removeprefix("#") for one in summary} <= set(page.ids)


def test_without_errors_there_is_no_summary() -> None:
    assert the_sign_up().all("div", class_="nhsuk-error-summary") == []


def test_the_thanks_say_where_the_confirmation_goes_without_the_address() -> None:
    page = ReadPage(signed_up_page(the_programme(), Heard({})))
    assert page.said.startswith("We have your sign-up We email the address you gave about everything that is new.")


# --- feedback ---------------------------------------------------------------------------------------------


def test_somebody_who_came_is_asked_how_useful_it_was() -> None:
    page = the_feedback(came=True)
    assert [one["value"] for one in page.all("input", name="score")] == ["5", "4", "3", "2", "1"]
    assert [one["name"] for one in page.all("textarea")] == ["change", "unanswered", "words"]
    assert page.one("input", name="came")["value"] == "yes"


def test_somebody_who_did_not_come_is_asked_what_stopped_them() -> None:
    page = the_feedback(came=False)
    assert [one["value"] for one in page.all("input", name="stopped_by")] == [barrier.value for barrier in Barrier]
    assert page.texts("label", class_="nhsuk-checkboxes__label") == [barrier.words for barrier in Barrier]
    assert [one["name"] for one in page.all("textarea")] == ["words"]
    assert page.one("input", name="came")["value"] == "no"


@pytest.mark.parametrize("came", [True, False])
def test_the_feedback_asks_to_name_nobody(came: bool) -> None:
    assert (
        the_feedback(came=came).said.count("Please do not name a patient, a colleague or an organisation in it.") == 1
    )


@pytest.mark.parametrize("came", [True, False])
def test_the_other_form_is_a_link_away_if_we_have_it_wrong(came: bool) -> None:
    there = the_feedback(came=came, other_form="/feedback/token?came=no")
    assert len(there.all("a", href="/feedback/token?came=no")) == 1
    assert len(the_feedback(came=came).all("a")) == len(there.all("a")) - 1


def test_feedback_with_an_error_keeps_what_was_answered() -> None:
    answered: dict[str, str | list[str]] = {Field.SCORE: "4", Field.CHANGE: "Ask earlier"}
    page = the_feedback(came=True, values=answered, errors={Field.CHANGE: "Use 2,000 characters or fewer"})
    assert sent(page) == {"change": "Ask earlier", "unanswered": "", "words": "", "score": "4"}
    assert page.title == "Error: Your feedback – Northmoor Virtual Café"
    assert page.texts("a", href="#change") == ["Use 2,000 characters or fewer"]


@pytest.mark.parametrize("chosen", ["work", ["work"], ["work", "time"]])
def test_barriers_that_were_chosen_stay_chosen(chosen: str | list[str]) -> None:
    page = the_feedback(came=False, values={Field.STOPPED_BY: chosen})
    kept = [one["value"] for one in page.all("input", name="stopped_by") if "checked" in one.attributes]
    assert kept == ([chosen] if isinstance(chosen, str) else chosen)


# --- privacy ----------------------------------------------------------------------------------------------


def test_the_privacy_page_says_how_long_as_the_programme_file_does() -> None:
    periods = Retention(registrations=100, feedback=200, refused_responses=1, sessions=300, bulletin=400, audit=500)
    page = ReadPage(privacy_page(the_programme().model_copy(update={"retention": periods})))
    assert sorted(set(re.findall(r"Kept: (\d+ days?) after (\w+ \w+)", page.said))) == [
        ("1 day", "it came"),
        ("100 days", "the session"),
        ("200 days", "the session"),
        ("300 days", "the session"),
        ("500 days", "it was"),
    ]
    assert "400 days for an issue of the bulletin" in page.said


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (SmallNumbers(hide_up_to=7, round_to=5), "not shown and others are rounded to the nearest 5, so that"),
        (SmallNumbers(hide_up_to=7, round_to=1), "Numbers from 1 to 7 are not shown, so that nobody"),
        (
            SmallNumbers(hide_up_to=0, round_to=1),
            "numbers and what was written in feedback. If we could not use a sign-up",
        ),
    ],
)
def test_the_privacy_page_says_how_numbers_are_shown(rule: SmallNumbers, sentence: str) -> None:
    page = ReadPage(privacy_page(the_programme().model_copy(update={"small_numbers": rule})))
    assert page.said.count(sentence) == 1


# --- what a browser posts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", {}),
        (b"action=cancel", {"action": "cancel"}),
        (b"a=1&a=2&b=", {"a": ["1", "2"], "b": ""}),
        (b"name=Zo%C3%AB+%26+Co", {"name": "Zoë & Co"}),
        (b"name=%FF", {"name": "\ufffd"}),
        (b"a&" * 201, {}),
    ],
)
def test_the_fields_of_a_form(body: bytes, fields: Mapping[str, object]) -> None:
    assert posted(body) == fields


@given(st.binary(max_size=200))
def test_whatever_is_posted_has_fields_or_none(body: bytes) -> None:
    assert all(isinstance(value, str) or len(value) > 1 for value in posted(body).values())


# --- triggers -----------------------------------------------------------------------------------------------


def test_the_page_for_unknown_addresses_is_the_last_that_the_host_tries() -> None:
    deployed()
    names = [one.name for one in addresses()]
    assert len(names) > 10
    assert max(names) == "zz_home_or_unknown_page_requested"


def requested(
    trigger: Door, method: str = "GET", *, path: str = "", query: Mapping[str, str] | None = None
) -> func.HttpResponse:
    with app_environment():
        return call(trigger, a_request(method=method, query=query, route={"path": path} if path else None))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("trigger", [pages.privacy_page_requested, pages.accessibility_page_requested])
def test_the_standing_pages_are_there_to_read(trigger: Door, method: str) -> None:
    answer = requested(trigger, method)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize(
    "trigger",
    [
        pages.zz_home_or_unknown_page_requested,
        pages.privacy_page_requested,
        pages.accessibility_page_requested,
        pages.asset_requested,
        pages.robots_requested,
    ],
)
def test_the_standing_pages_are_there_only_to_read(trigger: Door) -> None:
    answer = requested(trigger, "POST")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_file_is_found_by_its_path_and_version() -> None:
    answer = requested(pages.asset_requested, path="images/favicon.svg", query={"v": version()})
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_folder_of_files_itself_is_not_found() -> None:
    assert requested(pages.asset_requested).status_code == 404


def test_search_engines_are_kept_out_of_personal_pages() -> None:
    answer = requested(pages.robots_requested)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.get_body().decode().splitlines() == [
        "User-agent: *",
        "Disallow: /my/",
        "Disallow: /feedback/",
        "Disallow: /api/",
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("nothing/here", "text/html"), ("api/nothing", "application/problem+json")],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_people_get_a_page_and_programs_a_problem_where_nothing_is(method: str, path: str, kind: str) -> None:
    answer = requested(pages.zz_home_or_unknown_page_requested, method, path=path)
    assert (answer.status_code, answer.mimetype) == (404, kind)


@pytest.mark.parametrize(
    "path",
    ["a" * 300 + ".js", "a" * 300 + "/b.js", "caf\u00e9.js", "a%00.js", "\x00.js", "..js", "a/" * 150 + "b.js"],
)
def test_an_odd_path_is_not_found_whatever_it_is(path: str) -> None:
    assert give_asset(the_programme(), path, None).status_code == 404


def test_made_up_paths_are_not_kept_in_memory() -> None:
    asset("cafe.js")
    tracemalloc.start()
    try:
        for number in range(20_000):
            asset(f"made-up-{number}.js")
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()


def test_a_cancelled_session_stays_on_the_home_page_until_its_hour_is_past() -> None:
    off = a_session(state=SessionState.CANCELLED)
    shown = show_home(some_services(having=[off]), START).get_body().decode()
    assert "Cancelled" in shown
    assert "This session will not take place." in shown
    assert (
        "This session will not take place." not in show_home(some_services(having=[off]), off.end).get_body().decode()
    )


# --- what the law has the pages say ---------------------------------------------------------------------------


def test_the_privacy_page_says_who_is_responsible_why_and_where_to_complain() -> None:
    page = ReadPage(EVERY_PAGE["privacy"])
    ours = the_programme().privacy
    for words in (
        ours.controller,
        ours.ico_registration,
        ours.dpo,
        ours.lawful_basis,
        ours.special_categories,
        "It is our processor",
        "to erase it",
        "0303 123 1113",
    ):
        assert words in page.said, words
    assert "https://ico.org.uk/make-a-complaint/" in {link["href"] for link in page.all("a")}
    assert "export" not in page.said


def accessibility_of(**changes: object) -> str:
    statement = the_programme().accessibility.model_copy(update=changes)
    return ReadPage(accessibility_page(the_programme().model_copy(update={"accessibility": statement}))).said


def test_the_accessibility_statement_says_what_the_regulations_ask_for() -> None:
    said = accessibility_of()
    for words in (
        "This website is partially compliant",
        "have not been tested by people who use assistive technology",
        "We answer within 10 working days.",
        "Equality and Human Rights Commission",
        "https://www.equalityadvisoryservice.com/",
        "We prepared it on 28 November 2026 and last reviewed it on 28 November 2026.",
        "with the axe checker",
    ):
        assert words in said, words


def test_in_northern_ireland_and_without_issues_the_statement_says_so() -> None:
    said = accessibility_of(status="fully", issues=(), enforced_by="ECNI", answer_days=1)
    assert "fully compliant" in said
    assert "What we know does not work" not in said
    assert "Equality Commission for Northern Ireland" in said
    assert "We answer within 1 working day." in said


def test_the_title_of_every_page_has_the_same_size() -> None:
    assert {sizes for html in EVERY_PAGE.values() for sizes in re.findall(r'<h1 class="([^"]*)"', html)} <= {
        "nhsuk-heading-l",
        "nhsuk-panel__heading",
    }
