"""The pipeline runs what the README says, holds no secret, and its last look at a deployment is a strict one."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.smoke import PUBLIC
from tests.the_app import deployed

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FIRST_PARTY_TAG = "Azure/functions-action@v1"
"""The one action that is named by its tag: its publisher moves the tag, and is the one we deploy to."""


def workflow(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))
    return content


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in workflow(name)["jobs"].values() for step in job.get("steps", [])]


def test_actionlint_finds_nothing() -> None:
    beside = Path(sys.executable).parent
    actionlint, shellcheck = (shutil.which(one, path=beside) for one in ("actionlint", "shellcheck"))
    if not actionlint or not shellcheck:
        pytest.skip("actionlint and shellcheck are not beside this Python: `make check` installs them")
    done = subprocess.run(
        [actionlint, "-shellcheck", shellcheck, *WORKFLOWS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_pipeline_tests_with_the_readmes_commands() -> None:
    runs = [step["run"] for step in workflow("test")["jobs"]["test"]["steps"] if "run" in step]
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert runs == ["make check", "make test"]
    assert [command for command in runs if command not in ci] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_every_job_has_least_rights_and_an_end(path: Path) -> None:
    content = workflow(path.stem)
    assert content["permissions"] == {"contents": "read"}
    uses = re.findall(r"uses: (\S+)", path.read_text("utf-8"))
    loose = [one for one in uses if not re.search(r"@[0-9a-f]{40}$", one) and not one.startswith("./")]
    assert set(loose) <= {FIRST_PARTY_TAG}
    endless = [name for name, job in content["jobs"].items() if "uses" not in job and "timeout-minutes" not in job]
    assert endless == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_reads_a_secret(path: Path) -> None:
    assert re.findall(r"\bsecrets\.[A-Z_]+", path.read_text("utf-8")) == []


def test_prod_comes_after_dev_and_both_after_the_tests() -> None:
    jobs = workflow("deploy")["jobs"]
    assert (jobs["dev"]["needs"], jobs["prod"]["needs"]) == (["test", "package"], ["dev"])
    assert [jobs[stage]["with"] for stage in ("dev", "prod")] == [{"stage": "dev"}, {"stage": "prod"}]
    assert workflow("stage")["jobs"]["deploy"]["environment"] == "${{ inputs.stage }}"


def test_a_package_is_deployed_as_flex_consumption_takes_it_and_checked_afterwards() -> None:
    deploying = [step["with"] for step in steps("stage") if step.get("uses", "").startswith("Azure/functions-action")]
    assert [(one["sku"], one["remote-build"]) for one in deploying] == [("flexconsumption", False)] * 2
    order = [step.get("name") for step in steps("stage")]
    wanted = ["Infrastructure", "Package", "Smoke check", "Find the last package that passed", "Roll back"]
    assert [name for name in order if name in wanted] == wanted


def test_the_package_that_is_deployed_is_the_one_that_make_makes() -> None:
    made = re.search(r'"dist" / "([\w.-]+)"', (ROOT / "local" / "package" / "__main__.py").read_text("utf-8"))
    assert made
    named = set(re.findall(r"(?:dist|last)/([\w.-]+\.zip)", "".join(path.read_text("utf-8") for path in WORKFLOWS)))
    assert named == {made[1]}


def test_the_functions_a_deployment_must_serve_are_those_of_the_app() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/functions.py"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    listed = {one["name"]: one["route"] for one in json.loads(done.stdout)}
    assert listed == {one.name: one.trigger.get("route", "") for one in deployed()}


def test_the_smoke_check_lets_only_pages_and_the_health_pass_unsigned() -> None:
    routes = {one.trigger["route"] for one in deployed() if one.trigger["type"] == "httpTrigger"}
    assert PUBLIC - routes == set()
    assert {route for route in PUBLIC if route.startswith("api/")} == {"api/health", "api/health/ready"}
    assert "console/bulletin/{issue}" in routes - PUBLIC


def test_no_road_to_azure_builds_the_package_anew() -> None:
    publishing = [step["with"] for step in steps("stage") if "functions-action" in step.get("uses", "")]
    assert [(one["sku"], one["remote-build"]) for one in publishing] == [("flexconsumption", False)] * 2
    commands = "".join(re.findall(r"```sh\n(.*?)```", (ROOT / "docs/operating.md").read_text("utf-8"), re.DOTALL))
    assert re.findall(r"func azure functionapp publish \S+ (\S+)\)", commands) == ["--no-build"]
    assert "config-zip" not in commands
    assert yaml.safe_load((ROOT / "azure.yaml").read_text("utf-8"))["services"]["cafe"]["remoteBuild"] is False
