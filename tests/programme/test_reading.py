"""The programme file: what it says, and each kind of mistake with its line and its place."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.programme.reading import ProgrammeError, parse_programme, read_programme

SAMPLE = Path(__file__).parents[2] / "cafe.toml"
TEXT = SAMPLE.read_text("utf-8")


def mistakes(old: str, new: str) -> list[str]:
    """What is said about the sample with this changed, where it stands first."""
    assert old in TEXT
    with pytest.raises(ProgrammeError) as wrong:
        parse_programme(TEXT.replace(old, new, 1))
    return str(wrong.value).splitlines()


def line(text: str) -> int:
    """The line of the sample on which this stands first."""
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_the_sample_is_read() -> None:
    programme = read_programme(SAMPLE)
    assert [one.id for one in programme.series] == ["pgdit", "educators"]
    assert [one.name for one in programme.facilitators_of("educators")] == ["Dr Imogen Hartley", "Dr Wen Li Tan"]
    assert programme.audiences == ("pgdit", "educators", "stakeholders")


def test_a_form_need_not_ask_for_a_hub() -> None:
    begin, end = TEXT.index("[forms.sign_up.questions.hub]"), TEXT.index("[forms.sign_up.questions.question]")
    assert len(parse_programme(TEXT[:begin] + TEXT[end:]).forms.sign_up.questions) == 14


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cafe.toml"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert read_programme(path) == read_programme(SAMPLE)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"nothing\.toml: cannot be read: No such file or directory"):
        read_programme(tmp_path / "nothing.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cafe.toml"
    path.write_text(TEXT.replace("–", "-").replace("’", "'"), encoding="cp1252")
    with pytest.raises(ProgrammeError, match=r"cafe\.toml: is not in UTF-8: save it as UTF-8"):
        read_programme(path)


def test_a_list_is_called_empty_only_if_it_is() -> None:
    assert mistakes('words = ["study leave", "study budget", "course funding"]', "words = []") == [
        f"cafe.toml, line {line('words = ["study leave"')}: themes[2].words: is empty: add at least one"
    ]
    wrong = TEXT.replace("\nminutes = 60", "\nminuts = 60")
    with pytest.raises(ProgrammeError) as every_series:
        parse_programme(wrong)
    assert str(every_series.value).count("did you mean") == len(str(every_series.value).splitlines()) == 2


def test_broken_toml_is_named_with_its_line() -> None:
    (said,) = mistakes('region = "Northmoor"', "region = Northmoor")
    assert said.startswith("cafe.toml: is not TOML: ")
    assert f"(at line {line('region = ')}" in said


@pytest.mark.parametrize("text", ["a = " + "[" * 5_000, "a = " + "{a = " * 5_000, "a = " + "9" * 5_000])
def test_a_text_that_would_break_the_reader_is_broken_toml(text: str) -> None:
    with pytest.raises(ProgrammeError, match="is not TOML"):
        parse_programme(text)


ZONE = 'zone = "Europe/London"'
RULE = 'rule = "FREQ=MONTHLY;BYDAY=3TH"'
OFTEN = "write a rule that is daily, weekly, monthly or yearly, such as FREQ=MONTHLY;BYDAY=2WE"
ALONE = "write the RFC 5545 rule alone, without DTSTART or COUNT, such as FREQ=MONTHLY;BYDAY=2WE"
WRONG = [
    (ZONE, 'zone = "Europe/Northmoor"', "programme.zone: write an IANA time zone, such as Europe/London"),
    (ZONE, 'zone = "../London"', "programme.zone: write an IANA time zone, such as Europe/London"),
    (RULE, 'rule = "every third Thursday"', f"series[2].rule: {OFTEN}"),
    (RULE, 'rule = ""', f"series[2].rule: {OFTEN}"),
    (RULE, 'rule = "FREQ=HOURLY"', f"series[2].rule: {OFTEN}"),
    (RULE, 'rule = "FREQ=MONTHLY;BYDAY=3XX"', "series[2].rule: write an RFC 5545 rule, such as FREQ=MONTHLY;BYDAY=2WE"),
    (RULE, 'rule = "DTSTART:20260101;FREQ=DAILY"', f"series[2].rule: {ALONE}"),
    (RULE, 'rule = "FREQ=DAILY;COUNT=3"', f"series[2].rule: {ALONE}"),
    (
        RULE,
        'rule = "FREQ=MONTHLY"',
        "series[2].rule: say on which day, with BYDAY or BYMONTHDAY, such as FREQ=MONTHLY;BYDAY=2WE",
    ),
    (
        RULE,
        'rule = "FREQ=MONTHLY;BYDAY=2WE;INTERVAL=0"',
        "series[2].rule: INTERVAL has to be a whole number from 1 to 999, such as INTERVAL=2 for every second one",
    ),
    ("capacity = 60", "capacity = 0", "series[1].capacity: Input should be greater than or equal to 1"),
    ("capacity = 60", "capacity = 2001", "series[1].capacity: Input should be less than or equal to 2000"),
    (
        "minutes = 60",
        'minutes = "long"',
        "series[1].minutes: Input should be a valid integer, unable to parse string as an integer",
    ),
    ('holidays = "skip"', 'holidays = "jump"', "series[2].holidays: Input should be 'skip', 'move' or 'keep'"),
    (
        'reminders = ["P7D", "P1D", "PT1H"]',
        'reminders = ["P7D", "-P1D"]',
        'series[1].reminders[2]: write how long before the start, as an ISO 8601 duration, such as "P1D" or "PT1H"',
    ),
    (
        'reminders = ["P7D", "P1D", "PT1H"]',
        'reminders = ["P7D", "PT0S"]',
        'series[1].reminders[2]: write how long before the start, as an ISO 8601 duration, such as "P1D" or "PT1H"',
    ),
    (
        'email = "marcus.oyelaran@example.nhs.uk"',
        'email = "marcus.oyelaran"',
        "facilitators[2].email: write an email address, such as cafe@example.nhs.uk",
    ),
    (
        'id = "eastvale"',
        'id = "East Vale"',
        'hubs[2].id: write lower-case words joined by hyphens, such as "pgdit"',
    ),
    (
        'id = "head-of-school"',
        'id = "dme-northmoor"',
        'stakeholders[2].id: another one has the id "dme-northmoor": give each its own',
    ),
    (
        'id = "r5dae4096fb1382730e55a402961bfd45"',
        'id = "Your grade"',
        "forms.sign_up.questions.role.id: write the question's key as a response shows it: r and 32 digits of "
        "0-9 and a-f",
    ),
    ('id = "careers"', 'id = "complaints"', 'not_for[3].id: another one has the id "complaints": give each its own'),
    ('id = "arcp"', 'id = "rotas"', 'themes[4].id: another one has the id "rotas": give each its own'),
    (
        'id = "wen-li-tan"',
        'id = "marcus-oyelaran"',
        'facilitators[3].id: another one has the id "marcus-oyelaran": give each its own',
    ),
    (
        'link = "https://speakup.example.nhs.uk"',
        'link = "speakup.example.nhs.uk"',
        "not_for[2].link: write a web address, such as https://www.example.org",
    ),
    (
        'series = ["educators"]',
        'series = ["nurses"]',
        "facilitators[3].series: \"nurses\" is not one of 'pgdit', 'educators'",
    ),
    (
        'audiences = ["pgdit", "educators", "stakeholders"]',
        'audiences = ["everybody"]',
        "feeds[1].audiences: \"everybody\" is not one of 'pgdit', 'educators', 'stakeholders'",
    ),
    (
        'options = { "The next one" = "next",',
        'options = { "The next one" = "nxt",',
        "forms.sign_up.questions.attending.options: \"nxt\" is not one of 'next', 'every'",
    ),
    (
        'options = { "No, I join on my own device" = "", "Northmoor General" = "northmoor-general"',
        'options = { "No, I join on my own device" = "", "Northmoor General" = "northmoor"',
        "forms.sign_up.questions.hub.options: \"northmoor\" is not one of '', 'northmoor-general', 'eastvale'",
    ),
    (
        'options = { "Primary care" = "primary",',
        'options = { "Primary care" = 1,',
        "forms.sign_up.questions.care.options.Primary care: Input should be a valid string",
    ),
    ('id = "educators"', 'id = "pgdit"', 'series[2].id: another one has the id "pgdit": give each its own'),
    (
        'id = "eastvale"',
        'id = "northmoor-general"',
        'hubs[2].id: another one has the id "northmoor-general": give each its own',
    ),
    (
        'id = "national-training"',
        'id = "regulator-news"',
        'feeds[2].id: another one has the id "regulator-news": give each its own',
    ),
    (
        'id = "r5dae4096fb1382730e55a402961bfd45"',
        'id = "r4c9d3f85ea0271629d4493f1850aec34"',
        "forms.sign_up.questions.role.id: another question has this id: copy each question's own id from a response",
    ),
    (
        'options = { "The next one" = "next", "Every one, until I say stop" = "every" }',
        "options = {}",
        "forms.sign_up.questions.attending.options: say what each choice means",
    ),
    (
        'options = { "The café for postgraduate doctors in training" = "pgdit", "The café for educators" = '
        '"educators" }\n\n[forms.feedback.questions.came]',
        "options = {}\n\n[forms.feedback.questions.came]",
        "forms.feedback.questions.cafe.options: say what each choice means",
    ),
    ("hide_up_to = 7", "hide_up_to = -1", "small_numbers.hide_up_to: Input should be greater than or equal to 0"),
    ("capacity = 60", "capcity = 60", 'series[1].capcity: there is no such key here; did you mean "capacity"?'),
    (
        'title = "Your specialty"',
        'titel = "Your specialty"\ntitle = "Your specialty"',
        'forms.sign_up.questions.specialty.titel: there is no such key here; did you mean "title"?',
    ),
    (
        "sessions = 1825",
        "sessions = 700",
        "retention.sessions: write 790 or more: what is about a session is found by it",
    ),
    (
        "feedback = 730",
        "xyz = 1",
        "retention.xyz: there is no such key here; known are registrations, feedback, refused_responses, "
        "responses, sessions, bulletin, audit",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_a_mistake_is_said_with_its_line_its_place_and_what_would_be_right(old: str, new: str, said: str) -> None:
    assert mistakes(old, new) == [f"cafe.toml, line {line(old)}: {said}"]


def test_what_is_missing_is_said_with_the_line_of_its_table() -> None:
    assert mistakes('mailbox = "virtual.cafe@example.nhs.uk"', "") == [
        f"cafe.toml, line {line('[organiser]')}: organiser.mailbox: is missing: add it"
    ]


def test_a_question_that_is_needed_and_missing_is_named() -> None:
    assert mistakes("[forms.sign_up.questions.agreement]", "[forms.sign_up.questions.provider2]")[0] == (
        f"cafe.toml, line {line('[forms.sign_up.questions.agreement]')}: forms.sign_up.questions.provider2: Input "
        "should be 'name', 'email', 'audience', 'attending', 'role', 'specialty', 'care', 'provider', 'moved_from', "
        "'access_needs', 'hub', 'question', 'agreement', 'send_answers', 'send_bulletin' or 'follow_up'"
    )
    begin, end = TEXT.index("[forms.sign_up.questions.agreement]"), TEXT.index("[forms.sign_up.questions.send_answers]")
    assert mistakes(TEXT[begin:end], "") == [
        f"cafe.toml, line {line('[forms.sign_up]')}: forms.sign_up: add [forms.sign_up.questions.agreement]: nobody "
        "can be signed up without it"
    ]


def test_a_programme_without_a_series_is_refused() -> None:
    begin, end = TEXT.index("[[series]]"), TEXT.index("# --- the people who run it")
    assert mistakes(TEXT[begin:end], "")[-1] == "cafe.toml, line 1: series: is missing: add it"
    assert mistakes(TEXT, "series = []\n" + TEXT[:begin] + TEXT[end:])[-1] == (
        "cafe.toml, line 1: series: is empty: add at least one"
    )


def test_a_series_that_does_not_say_when_is_reminded_of_a_week_a_day_and_an_hour_before() -> None:
    programme = parse_programme(TEXT.replace('reminders = ["P7D", "P1D", "PT1H"]\n', "", 1))
    assert programme.series_of("pgdit").reminders == (timedelta(days=7), timedelta(days=1), timedelta(hours=1))


def test_a_session_may_have_two_thousand_seats() -> None:
    assert parse_programme(TEXT.replace("capacity = 60", "capacity = 2000")).series_of("pgdit").capacity == 2_000


def test_of_several_questions_that_are_missing_the_first_by_name_is_asked_for() -> None:
    begin, end = TEXT.index("[forms.sign_up.questions.agreement]"), TEXT.index("[forms.sign_up.questions.send_answers]")
    name = TEXT.index("[forms.sign_up.questions.name]")
    email = TEXT.index("[forms.sign_up.questions.email]")
    assert name < email < begin
    with pytest.raises(ProgrammeError, match=r"add \[forms\.sign_up\.questions\.agreement\]"):
        parse_programme(TEXT[:name] + TEXT[email:begin] + TEXT[end:])


def test_a_count_of_one_is_never_hidden_alone() -> None:
    assert mistakes("hide_up_to = 7", "hide_up_to = 1") == [
        f"cafe.toml, line {line('[small_numbers]')}: small_numbers: with hide_up_to = 1 every * means 1, so "
        "nothing is hidden: write 0, or 2 or more"
    ]


def test_a_whole_table_that_is_missing_is_named() -> None:
    begin, end = TEXT.index("[organiser]"), TEXT.index("# --- the recurring")
    assert mistakes(TEXT[begin:end], "") == ["cafe.toml, line 1: organiser: is missing: add it"]


def test_every_mistake_is_listed_at_once() -> None:
    text = TEXT.replace(ZONE, 'zone = "Nowhere"').replace("capacity = 60", "capacity = 0")
    with pytest.raises(ProgrammeError) as wrong:
        parse_programme(text, "other.toml")
    assert str(wrong.value).splitlines() == [
        f"other.toml, line {line(ZONE)}: programme.zone: write an IANA time zone, such as Europe/London",
        f"other.toml, line {line('capacity')}: series[1].capacity: Input should be greater than or equal to 1",
    ]


def test_an_unknown_series_is_not_found_and_an_unknown_hub_is_ones_own_device() -> None:
    programme = read_programme(SAMPLE)
    assert programme.series_of("pgdit").capacity == 60
    assert programme.hub("eastvale") == programme.hubs[1]
    assert programme.hub("") is None
    with pytest.raises(KeyError, match="nurses"):
        programme.series_of("nurses")


def based(tmp_path: Path, text: str) -> Path:
    """A file based on the sample, beside it."""
    (tmp_path / "cafe.toml").write_text(TEXT, "utf-8")
    path = tmp_path / "cafe.dev.toml"
    path.write_text(f'based_on = "cafe.toml"\n{text}', "utf-8")
    return path


def test_a_file_says_only_how_it_differs_from_the_one_it_is_based_on(tmp_path: Path) -> None:
    path = based(
        tmp_path,
        """
        [organiser]
        mailbox = "rehearsal@example.nhs.uk"
        [[stakeholders]]
        id = "ada-rook"
        name = "Dr Ada Rook"
        email = "ada.rook@example.nhs.uk"
        role = "Head of School"
        """,
    )
    base, programme = read_programme(SAMPLE), read_programme(path)
    assert (programme.organiser.mailbox, programme.organiser.name) == ("rehearsal@example.nhs.uk", base.organiser.name)
    assert (len(base.stakeholders), [one.name for one in programme.stakeholders]) == (2, ["Dr Ada Rook"])
    assert (programme.series, programme.forms) == (base.series, base.forms)


def test_the_programme_of_dev_has_forms_of_its_own() -> None:
    prod, dev = read_programme(SAMPLE), read_programme(SAMPLE.with_name("cafe.dev.toml"))
    assert prod.forms.feedback
    assert dev.forms.feedback
    assert len({prod.forms.sign_up.id, dev.forms.sign_up.id, prod.forms.feedback.id, dev.forms.feedback.id}) == 4
    assert (prod.series, prod.forms.sign_up.questions) == (dev.series, dev.forms.sign_up.questions)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[programme]\nzone = 'Europe/Londn'", r"^cafe\.dev\.toml, line 3: programme\.zone: "),
        ("[programme]\nnmae = 'Café'", r"^cafe\.dev\.toml, line 3: programme\.nmae: there is no such key here"),
        ("hubs = []", r"^cafe\.toml, line \d+: forms.*northmoor-general"),
    ],
)
def test_a_mistake_is_in_the_file_that_says_it(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProgrammeError, match=said):
        read_programme(based(tmp_path, text))


@pytest.mark.parametrize("base", ['"../cafe.toml"', "3", '"nothing"'])
def test_a_file_is_based_on_one_beside_it(tmp_path: Path, base: str) -> None:
    path = tmp_path / "cafe.dev.toml"
    path.write_text(f"based_on = {base}\n", "utf-8")
    with pytest.raises(ProgrammeError, match=r"^cafe\.dev\.toml, line 1: based_on: enter the name of a file beside"):
        read_programme(path)


def test_a_base_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cafe.dev.toml"
    path.write_text('based_on = "other.toml"\n', "utf-8")
    with pytest.raises(ProgrammeError, match=r"other\.toml: cannot be read: No such file or directory"):
        read_programme(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'status = "partially"',
            'status = "fully"',
            'accessibility.status: with issues the status is "partially" or "not"',
        ),
        ("reviewed = 2026-11-28", "reviewed = 2026-11-27", "accessibility.reviewed: the review comes after the day"),
        (
            'controller = "Northmoor Education Trust, 1 Moor Lane, Northmoor NM1 1AA"',
            "",
            "privacy.controller: is missing",
        ),
        ('dpo = "data.protection@example.nhs.uk"', 'dpo = "us"', "privacy.dpo: write an email address"),
    ],
)
def test_what_the_law_has_the_pages_say_is_needed(old: str, new: str, said: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "cafe.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(ProgrammeError) as wrong:
        parse_programme(text.replace(old, new))
    assert said in str(wrong.value)
