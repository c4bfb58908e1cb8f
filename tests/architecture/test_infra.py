"""The infrastructure names what the code names, and every file of it can be read."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tree_sitter_bicep
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from shared.messages import Message
from shared.settings import Settings
from shared.web.doors import addresses
from tests.the_app import deployed, row_kinds

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
MAIN = (INFRA / "main.bicep").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
FORM = (ROOT / "docs" / "form.md").read_text("utf-8")
FLOWS = sorted((INFRA / "flows").glob("*.json"))
CONTRACTS = Path(os.environ.get("CAFE_CONTRACTS", ROOT.parent / "shared" / "contracts"))

READABLE = {".bicep", ".bicepparam", ".json", ".ps1", ".psd1", ".py", ".sh", ".yml", ".md"}

NOT_IN_AZURE = {"AzureWebJobsStorage", "WEBSITE_AUTH_ENABLED"}
"""Settings of the model that a deployment must not give: the emulator's, and the one that the platform itself sets."""

OF_THE_PLATFORM = {
    "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__clientId",
    "AzureWebJobsStorage__blobServiceUri",
    "AzureWebJobsDisableHomepage",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID",
}
"""Settings that the host, its worker or App Service Authentication read; the app does not."""

HOUR, DAY = 60, 24 * 60


def names(variable: str, text: str = MAIN) -> list[str]:
    """The words of a list: `var queues = ['…' '…']`."""
    found = re.search(rf"^var {variable} = \[$(.*?)^\]$", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no list {variable}"
    return re.findall(r"^\s*'([^']+)'", found[1], re.MULTILINE)


# --- names ------------------------------------------------------------------------------------------------


def test_every_queue_of_the_code_is_made_and_no_other() -> None:
    queues = names("queues")
    assert sorted(queues) == sorted({kind.QUEUE for kind in Message.__subclasses__()})


def test_every_queue_that_a_function_reads_is_made_with_or_without_poison() -> None:
    made = {name for queue in names("queues") for name in (queue, f"{queue}-poison")}
    read = {one.trigger["queueName"] for one in deployed() if one.trigger["type"] == "queueTrigger"}
    assert read - made == set()


def test_every_queue_has_its_poison_queue() -> None:
    loops = re.findall(r"queueServices/queues@\S+' = \[for queue in queues: \{\s+parent: \w+\s+name: (.+)", MAIN)
    assert loops == ["queue", "'${queue}-poison'"]


def test_every_table_of_the_code_is_made_and_no_other() -> None:
    tables = names("tables")
    assert sorted(tables) == sorted({kind.TABLE for kind in row_kinds()})
    assert "tableServices/tables@2025-06-01' = [for table in tables:" in MAIN


def test_the_app_settings_are_the_models_and_those_of_the_platform() -> None:
    given = re.findall(r"^\s+\{ name: '(\w+)', value: ", MAIN, re.MULTILINE)
    model = {str(field.alias) for field in Settings.model_fields.values()}
    assert len(given) == len(set(given))
    assert set(given) == (model - NOT_IN_AZURE) | OF_THE_PLATFORM
    assert model & OF_THE_PLATFORM == set()


def test_the_python_is_the_one_the_project_asks_for() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    runtime = re.search(r"runtime: \{ name: 'python', version: '([\d.]+)' \}", MAIN)
    assert runtime
    assert wanted.startswith(f">={runtime[1]},")


# --- who gets in ------------------------------------------------------------------------------------------


def passes(route: str) -> bool:
    """Whether the door lets anybody through to this address; `*` stands for the rest of a path."""
    text = re.search(r"excludedPaths: \[(.*?)\]", MAIN, re.DOTALL)
    assert text
    address = "/" + re.sub(r"\{\*?\w+\}", "x", route)
    return any(
        address.startswith(path[:-1]) if path.endswith("/*") else address == path
        for path in re.findall(r"'([^']+)'", text[1])
    )


def routes() -> list[str]:
    return [one.trigger["route"] for one in deployed() if one.trigger["type"] == "httpTrigger"]


def test_the_door_keeps_shut_for_machine_calls_and_the_console_and_is_open_for_pages() -> None:
    home = "{*path}"  # its address is "/"; at every other one there is nothing
    shut = [route for route in routes() if not passes(route) and route != home]
    assert [route for route in shut if not route.startswith(("api/", "console"))] == []
    assert [route for route in routes() if route.startswith("api/") and passes(route)] == [
        route for route in routes() if route.startswith("api/health")
    ]
    assert "'/'" in MAIN


def test_no_page_or_act_that_needs_a_role_passes_the_door_unsigned() -> None:
    """App Service lets these paths through with any header a stranger writes: see `shared/web/principal.py`."""
    deployed()
    with_role = [door.route for door in addresses() if any(one.role for one in door.operations)]
    assert [route for route in with_role if passes(route)] == []
    assert [route for route in with_role if not f"{route}/".startswith(("api/", "console/"))] == []
    assert "console/bulletin/{issue}" in with_role


def test_the_pipeline_may_assign_the_roles_of_the_app_and_no_others() -> None:
    assert names("assignable", (INFRA / "github.bicep").read_text("utf-8")) == names("roles")


# --- what is watched --------------------------------------------------------------------------------------


def minutes(schedule: str) -> int:
    """The longest time between two runs of a schedule of ours."""
    _, minute, hour, *_, weekday = schedule.split()
    if minute.startswith("*/"):
        return int(minute[2:])
    if hour == "*":
        return HOUR
    if hour.startswith("*/"):
        return int(hour[2:]) * HOUR
    return DAY if weekday == "*" else 7 * DAY


def test_every_timer_that_a_query_can_see_is_watched_with_room_for_a_late_run() -> None:
    watched = {
        name: int(number) * {"m": 1, "h": HOUR}[unit]
        for name, number, unit in re.findall(r"^  '(on_\w+)', (\d+)([mh]),$", MAIN, re.MULTILINE)
    }
    runs = {one.name: minutes(one.trigger["schedule"]) for one in deployed() if one.trigger["type"] == "timerTrigger"}
    assert set(watched) == {name for name, longest in runs.items() if longest < 2 * DAY}
    assert [name for name, within in watched.items() if within <= runs[name]] == []


def said_by_the_code() -> str:
    files = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_log_line_that_is_looked_for_is_written_by_the_code() -> None:
    """A query looks for how a line begins, or takes numbers out of it by the words between them."""
    queries = MAIN + workbook()
    begins = set(re.findall(r"Message startswith '([^']+)'", queries))
    code = said_by_the_code()
    assert [words for words in sorted(begins) if not re.search(rf"f?\"{re.escape(words)}", code)] == []
    assert len(begins) > 4
    for parsed in re.findall(r"parse Message with (.+)", queries):
        words = re.findall(r"'([^']+)'", parsed)
        assert re.search("%[ds]".join(re.escape(part) for part in words), code), parsed


def test_every_function_the_workbook_names_is_there() -> None:
    named = set(re.findall(r"'((?:on_\w+|\w+_(?:posted|requested)))'", workbook()))
    assert named - {one.name for one in deployed()} == set()
    assert len(named) > 5


def test_the_workbook_shows_sign_ups_deliveries_attendance_and_failures() -> None:
    tiles = {item.get("name") for item in json.loads((INFRA / "workbook.json").read_text("utf-8"))["items"]}
    assert {"sign-ups", "deliveries", "attendance", "failed-work", "failing-functions"} - tiles == set()


def workbook() -> str:
    """The queries of the workbook."""
    items = json.loads((INFRA / "workbook.json").read_text("utf-8"))["items"]
    return "\n".join(item["content"].get("query", "") for item in items)


# --- the Forms' road --------------------------------------------------------------------------------------


def test_each_form_has_an_address_of_the_app_and_one_for_what_never_arrived() -> None:
    text = re.search(r"^var forms = \[$(.*?)^\]$", MAIN, re.MULTILINE | re.DOTALL)
    assert text
    for form in re.findall(r"name: '([\w-]+)'", text[1]):
        assert f"api/forms/{form}" in routes()
        assert "api/forms/{form}/missing" in routes()


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_flow_calls_with_its_identity_and_holds_no_key(path: Path) -> None:
    text = path.read_text("utf-8")
    flow = json.loads(text)
    calls = [action for action in actions(flow) if action["type"] == "Http"]
    assert calls
    assert {call["inputs"]["authentication"]["type"] for call in calls} == {"ManagedServiceIdentity"}
    assert all("retryPolicy" in call["inputs"] for call in calls)
    assert re.findall(r"functions-key|[?&](?:code|sig)=", text, re.IGNORECASE) == []


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_what_people_wrote_is_hidden_in_a_flows_history(path: Path) -> None:
    found = [
        (action["type"], action.get("runtimeConfiguration", {}).get("secureData", {}).get("properties"))
        for action in actions(json.loads(path.read_text("utf-8")))
        if action["type"] == "ApiConnection" or (action["type"] == "Http" and action["inputs"]["method"] == "POST")
    ]
    assert sorted(found) == [("ApiConnection", ["outputs"]), ("Http", ["inputs"])]


def test_both_flows_hand_over_the_same_way() -> None:
    bodies = [
        sorted(action["inputs"]["body"])
        for path in FLOWS
        for action in actions(json.loads(path.read_text("utf-8")))
        if action["type"] == "Http" and action["inputs"]["method"] == "POST"
    ]
    assert bodies == [["formId", "response", "responseId"]] * 2


def actions(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every action of a flow, those within others too."""
    for action in part.get("actions", {}).values():
        yield action
        yield from actions(action)


# --- the page for whoever operates it -----------------------------------------------------------------------


def below(heading: str) -> str:
    after = OPERATING.split(f"\n## {heading}\n", 1)
    assert len(after) == 2, heading
    return after[1].split("\n## ", 1)[0]


def test_the_page_says_what_to_do_for_each_alert() -> None:
    text = re.search(r"^var alerts = \[$(.*?)^resource ", MAIN, re.MULTILINE | re.DOTALL)
    assert text
    alerts = re.findall(r"^    name: '([\w-]+)'", text[1], re.MULTILINE)
    said = re.findall(r"^### ([\w-]+)$", below("What to do when an alert comes"), re.MULTILINE)
    assert said == [*alerts, "unhealthy", "budget"]


def test_what_an_alert_looks_for_in_the_log_is_what_the_app_logs() -> None:
    wanted = set(re.findall(r"Message startswith '([^']+)'", MAIN))
    shared = "\n".join(path.read_text("utf-8") for path in (ROOT / "shared").rglob("*.py"))
    assert {one for one in wanted if f'"{one}' not in shared} == set()
    assert {"the books do not balance", "attendance not taken"} < wanted


def test_the_page_has_every_parameter_with_its_default() -> None:
    rows = re.findall(r"^\| (`.+?`) \| (.+?) \|", below("Parameters"), re.MULTILINE)
    said = {name: default for names, default in rows for name in re.findall(r"`(\w+)`", names)}
    params = re.findall(r"^param (\w+) \w+(?: = (.+))?$", MAIN, re.MULTILINE)
    in_words = {"": "needed", "''": "empty", "resourceGroup().location": "the group's"}
    wanted = {name: in_words.get(default, default.strip("'")) for name, default in params}
    assert said == wanted | {"siteUrl": "the app's"}


def test_every_command_of_the_pages_names_what_is_there() -> None:
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", OPERATING + FORM, re.DOTALL))
    paths = re.findall(r"(?:^|[ =])((?:\./)?(?:scripts|infra)/[\w./-]+)", commands)
    assert [path for path in paths if not (ROOT / path).is_file()] == []
    modules = set(re.findall(r"python -m ((?:local|scripts)[\w.]*)", commands))
    assert [one for one in modules if not (ROOT / (one.replace(".", "/") + ".py")).is_file()] == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", commands, re.MULTILINE)) - targets == set()
    assert len(paths) > 5
    assert len(modules) > 1


def test_every_script_is_on_the_page_and_says_how_it_is_checked() -> None:
    scripts = sorted((ROOT / "scripts").glob("*.ps1"))
    assert sorted(set(re.findall(r"scripts/([\w-]+\.ps1)", OPERATING))) == [script.name for script in scripts]
    assert [script.name for script in scripts if "[switch] $Check" not in script.read_text("utf-8")] == []
    assert len(scripts) > 3


@pytest.mark.parametrize("page", ["docs/operating.md", "docs/form.md", "infra/README.md"])
def test_every_link_of_the_pages_leads_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\((?!https?://)([^)]+)\)", path.read_text("utf-8"))
    for link in links:
        file, _, anchor = link.partition("#")
        text = (path.parent / file if file else path).read_text("utf-8")
        titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
        assert not anchor or anchor in headings


def test_the_variables_of_the_pipeline_are_on_the_page() -> None:
    read = re.findall(r"readEnvironmentVariable\('(\w+)'", (INFRA / "main.prod.bicepparam").read_text("utf-8"))
    assert [name for name in read if f"`{name}`" not in OPERATING] == []


# --- every file can be read -------------------------------------------------------------------------------


def broken(language: object, path: Path) -> list[tuple[int, str]]:
    """Line and text of each place where the grammar stumbles."""

    def walk(node: Node) -> Iterator[tuple[int, str]]:
        if node.is_error or node.is_missing:
            yield node.start_point.row + 1, (node.text or b"").decode()[:60]
        for child in node.children:
            yield from walk(child)

    return list(walk(Parser(Language(language)).parse(path.read_bytes()).root_node))


@pytest.mark.parametrize("path", sorted(INFRA.glob("*.bicep")), ids=lambda path: path.name)
def test_the_bicep_can_be_read(path: Path) -> None:
    assert broken(tree_sitter_bicep.language(), path) == []


@pytest.mark.parametrize("path", sorted((ROOT / "scripts").glob("*.ps1")), ids=lambda path: path.name)
def test_the_powershell_can_be_read(path: Path) -> None:
    assert broken(tree_sitter_powershell.language(), path) == []


def test_the_bicep_is_what_azures_types_allow() -> None:
    checker = CONTRACTS / "check_bicep.py"
    if not checker.is_file():
        pytest.skip(f"the types of Azure are not here: {CONTRACTS} (set CAFE_CONTRACTS)")
    done = subprocess.run(
        [sys.executable, checker, INFRA, "--no-notes"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_no_file_holds_a_secret() -> None:
    held = re.compile(
        r"AccountKey=|SharedAccessSignature|sig=[\w%]{20}|-----BEGIN|client_?secret\s*[:=]\s*['\"]\w{8}", re.I
    )
    folders = [INFRA, ROOT / "scripts", ROOT / ".github"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in READABLE]
    assert [path.name for path in files if held.search(path.read_text("utf-8"))] == []
    assert len(files) > 5
