"""Services: made of the settings, with the identity that the settings name."""

import pytest

from local.memory.builders import SESSION, a_mail
from local.memory.services import ENVIRONMENT
from shared.graph.microsoft.client import MicrosoftGraph
from shared.messages import SessionPlanned
from shared.services import services_from
from shared.sessions.rows import Session, session_key
from tests.graph.scripted_graph import ScriptedGraph, Told

WITHOUT_A_CONNECTION_STRING = {
    "AzureWebJobsStorage__queueServiceUri": "https://cafe.queue.example.org",
    "AzureWebJobsStorage__tableServiceUri": "https://cafe.table.example.org",
    **ENVIRONMENT,
}


@pytest.mark.parametrize("client_id", ["the-identity-of-the-cafe", ""])
def test_storage_is_asked_as_the_identity_that_the_settings_name(
    client_id: str, scripted: ScriptedGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{scripted.address}/token-that-cannot-be-used")
    scripted.always = Told(200, body={"access_token": "x", "expires_on": "soon", "resource": "x"})
    services = services_from(WITHOUT_A_CONNECTION_STRING | {"AZURE_CLIENT_ID": client_id})
    with pytest.raises(ValueError, match="soon"):  # the SDK tries again for long whatever else is wrong
        services.tables.get(Session, session_key(SESSION))
    with pytest.raises(ValueError, match="soon"):
        services.queues.send(SessionPlanned(session=SESSION))
    assert [seen.query.get("client_id", "") for seen in scripted.seen] == [client_id, client_id]


def test_graph_is_asked_as_the_same_identity_from_the_organisers_mailbox(scripted: ScriptedGraph) -> None:
    environment = {"CAFE_GRAPH_URL": f"{scripted.address}/v1.0", "AZURE_CLIENT_ID": "the-identity-of-the-cafe"}
    services = services_from(WITHOUT_A_CONNECTION_STRING | environment)
    assert isinstance(services.graph, MicrosoftGraph)
    services.graph.send_mail(a_mail())
    services.graph.close()
    assert scripted.identities == ["the-identity-of-the-cafe"]
    assert [seen.url.path for seen in scripted.seen] == ["/v1.0/users/virtual.cafe%40example.nhs.uk/sendMail"]
