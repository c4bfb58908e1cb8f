"""The programme: a version is published, the team goes back to one, and a file becomes the draft."""

from collections.abc import Sequence

from local.host.http.sign_in import PRINCIPAL, principal
from local.memory.builders import NOW
from shared.programme.writing import toml_of
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import hosts_of, keep_met
from tests.faults.world import World
from tests.versions.given import CAPACITY, WHY, edited, published, shown

ADMIN = {PRINCIPAL: principal("Admin")}
HERE = "/console/settings/programme"


def _drafted(world: World) -> None:
    """The draft lets another facilitator host a session whose hosts were invited."""
    world.keep(*hosts_of(keep_met(world)))
    edited(world.services, ("facilitators", "wen-li-tan", "series"), ["pgdit", "educators"])


def _published(world: World) -> None:
    published(world.services, 1, CAPACITY, 40)


def _publish(world: World) -> None:
    fields = {"act": "publish", "draft": shown(world.services), "number": "1", "reason": WHY, "sure": "yes"}
    world.ask("POST", f"{HERE}/draft", data=fields, headers=ADMIN)


def _go_back(world: World) -> None:
    world.ask("POST", f"{HERE}/versions/0", data={"number": "2", "reason": WHY, "sure": "yes"}, headers=ADMIN)


def _upload(world: World) -> None:
    text = toml_of(world.services.programme).replace("capacity = 60", "capacity = 40")
    world.ask("POST", f"{HERE}/upload", data={"draft": "", "text": text}, headers=ADMIN)


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a version of the programme is published",
        step="programme",
        functions=("programme_draft_page_requested", "on_programme_published"),
        at=NOW,
        arrange=_drafted,
        act=_publish,
        mails=1,  # the new host is invited
        meetings=1,
        rows={"programmeversions": 4, "hosts": 3},
    ),
    Scenario(
        name="the team goes back to the deployed file",
        step="programme",
        functions=("programme_version_page_requested",),
        at=NOW,
        arrange=_published,
        act=_go_back,
        mails=2,  # a session is planned, and its hosts are invited
        meetings=1,
        rows={"programmeversions": 6},
    ),
    Scenario(
        name="a file becomes the draft of the programme",
        step="programme",
        functions=("programme_upload_page_requested",),
        at=NOW,
        act=_upload,
        rows={"programmeversions": 1},
    ),
)
