"""sendMail, Sent Items and drafts, as an application meets them over HTTP."""

import base64
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from local.sandbox.graph.documents import Json, text
from tests.local.sandbox_calls import CAFE, DOOR, KEY, Caller, calling, keyed, mail, person, refusal

TEXT = {"Content-Type": "text/plain"}
SENT = f"{DOOR}/mailFolders/sentitems/messages"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling() as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller) -> Caller:
    return sandbox.renewed()


def test_an_accepted_mail_has_no_answer_and_lies_in_sent_items(graph: Caller) -> None:
    answer = graph.send(key="d-1")
    assert (answer.status_code, answer.content) == (202, b"")
    [copy] = graph.found(SENT)
    assert (copy["subject"], copy["isDraft"], copy["from"]) == (
        "Your place at the café", False, {"emailAddress": {"name": CAFE, "address": CAFE}},
    )  # fmt: skip


def test_a_mail_of_which_no_copy_is_kept_is_sent_all_the_same(graph: Caller) -> None:
    graph.post(f"{DOOR}/sendMail", {"Message": mail(), "SaveToSentItems": False})
    assert graph.found(SENT) == []
    assert [sent["saved"] for sent in graph.get("/sandbox/mails").json()] == [False]


def test_the_key_finds_its_mail_whatever_the_case_of_its_value(graph: Caller) -> None:
    for key in ("Delivery-1", "Delivery-2"):
        graph.send(key=key, subject=key)
    found = graph.found(f"{DOOR}/messages", **{"$filter": keyed("DELIVERY-2"), "$select": "subject"})
    assert [sorted(row) for row in found] == [["@odata.etag", "id", "subject"]]
    assert [row["subject"] for row in found] == ["Delivery-2"]


def test_the_name_of_the_key_is_case_sensitive(graph: Caller) -> None:
    graph.send(key="Delivery-1")
    assert graph.found(f"{DOOR}/messages", **{"$filter": keyed("Delivery-1", KEY.lower())}) == []


def test_extended_properties_and_headers_come_only_when_asked_for(graph: Caller) -> None:
    graph.send(key="d-1", internetMessageHeaders=[{"name": "x-cafe", "value": "1"}])
    [plain] = graph.found(SENT)
    assert {"singleValueExtendedProperties", "internetMessageHeaders", "attachments"} & set(plain) == set()
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    [asked] = graph.found(SENT, **{"$expand": expand, "$select": "internetMessageHeaders"})
    assert asked["singleValueExtendedProperties"] == [{"id": KEY, "value": "d-1"}]
    assert asked["internetMessageHeaders"] == [{"name": "x-cafe", "value": "1"}]


def test_pages_follow_each_other_by_their_links(graph: Caller) -> None:
    for number in range(5):
        graph.send(subject=f"Mail {number}")
    subjects, link = [], f"{SENT}?$top=2&$orderby=sentDateTime desc"
    while link:
        page = graph.get(link).json()
        subjects.append([row["subject"] for row in page["value"]])
        link = page.get("@odata.nextLink", "")
    assert subjects == [["Mail 4", "Mail 3"], ["Mail 2", "Mail 1"], ["Mail 0"]]


def test_a_draft_keeps_its_immutable_id_when_it_is_sent_and_loses_the_other(graph: Caller) -> None:
    draft = graph.post(f"{DOOR}/messages", mail(key="d-1"))
    assert (draft.status_code, draft.json()["isDraft"]) == (201, True)
    usual = text(draft.json(), "id")
    graph.http.headers["Prefer"] = 'IdType="ImmutableId"'
    lasting = text(graph.get(f"{DOOR}/messages/{usual}").json(), "id")
    assert graph.http.post(f"{DOOR}/messages/{lasting}/send").status_code == 202
    assert graph.get(f"{DOOR}/messages/{lasting}").json()["isDraft"] is False
    assert refusal(graph.get(f"{DOOR}/messages/{usual}")) == (404, "ErrorItemNotFound")
    assert refusal(graph.http.post(f"{DOOR}/messages/{lasting}/send")) == (400, "ErrorInvalidRequest")
    assert len(graph.get("/sandbox/mails").json()) == 1


def test_a_draft_can_be_changed_and_thrown_away(graph: Caller) -> None:
    draft = text(graph.post(f"{DOOR}/messages", mail()).json(), "id")
    changed = graph.http.patch(f"{DOOR}/messages/{draft}", json={"subject": "New"}).json()
    assert (changed["subject"], changed["body"]["content"]) == ("New", "<p>See you there.</p>")
    assert graph.http.delete(f"{DOOR}/messages/{draft}").status_code == 204
    assert graph.found(f"{DOOR}/messages") == []


def test_a_sent_mail_cannot_be_changed_and_stays_sent_when_its_copy_is_deleted(graph: Caller) -> None:
    graph.send()
    [copy] = graph.found(SENT)
    path = f"{DOOR}/messages/{copy['id']}"
    assert refusal(graph.http.patch(path, json={"subject": "New"}))[0] == 400
    assert graph.http.delete(path).status_code == 204
    assert (graph.found(SENT), len(graph.get("/sandbox/mails").json())) == ([], 1)


def test_a_mime_message_arrives_with_its_invitation(graph: Caller) -> None:
    raw = (
        "From: cafe@example.nhs.uk\r\nTo: Amal <amal@example.org>\r\nSubject: Caf=?utf-8?q?=C3=A9?=\r\n"
        "Message-ID: <one@example.nhs.uk>\r\nX-Cafe: 1\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>\r\n"
        "--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n"
    )
    body = base64.encodebytes(raw.encode())
    assert graph.http.post(f"{DOOR}/sendMail", content=body, headers=TEXT).status_code == 202
    [sent] = graph.get("/sandbox/mails", to="AMAL@example.org").json()
    assert (sent["subject"], sent["html"].strip(), sent["headers"]) == (
        "Café",
        "<p>Hello</p>",
        {"X-Cafe": "1"},
    )
    assert [file["content_type"] for file in sent["attachments"]] == ["text/calendar; method=REQUEST"]


def test_a_plain_mime_message_with_a_file_arrives_too(graph: Caller) -> None:
    letter = EmailMessage()
    letter["To"] = "amal@example.org"
    letter.set_content("Hello")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="certificate.pdf")
    body = base64.b64encode(letter.as_bytes())
    assert graph.http.post(f"{DOOR}/sendMail", content=body, headers=TEXT).status_code == 202
    [sent] = graph.get("/sandbox/mails").json()
    assert (sent["subject"], sent["html"], sent["text"].strip(), sent["headers"]) == ("", None, "Hello", {})
    assert [(file["name"], file["content_type"], file["size"]) for file in sent["attachments"]] == [
        ("certificate.pdf", "application/pdf", 4)
    ]


def test_a_mime_message_without_words_or_recipients_is_refused(graph: Caller) -> None:
    body = base64.b64encode(b"Content-Type: application/pdf\r\n\r\n%PDF")
    answer = graph.http.post(f"{DOOR}/sendMail", content=body, headers=TEXT)
    assert refusal(answer) == (400, "ErrorInvalidRecipients")


def test_mime_that_is_no_base64_is_refused(graph: Caller) -> None:
    answer = graph.http.post(f"{DOOR}/sendMail", content=b"!!", headers=TEXT)
    assert refusal(answer) == (400, "ErrorMimeContentInvalidBase64String")


REFUSED: dict[str, tuple[Json, str]] = {
    "no recipient": ({"message": mail(to=[])}, "ErrorInvalidRecipients"),
    "no address": ({"message": mail(to=["amal"])}, "ErrorInvalidRecipients"),
    "two addresses in one": ({"message": mail(to=["a@x.org; b@x.org"])}, "ErrorInvalidRecipients"),
    "a dot too many": ({"message": mail(to=["a..b@example.org"])}, "ErrorInvalidRecipients"),
    "a bad address in bcc": ({"message": mail(bccRecipients=[person("x@@y")])}, "ErrorInvalidRecipients"),
    "501 recipients": (
        {"message": mail(to=[f"p{n}@example.org" for n in range(501)])}, "ErrorExceededRecipientLimit",
    ),
    "a header without x-": (
        {"message": mail(internetMessageHeaders=[{"name": "List-Unsubscribe", "value": "1"}])},
        "InvalidInternetMessageHeader",
    ),
    "six headers": (
        {"message": mail(internetMessageHeaders=[{"name": f"x-{n}", "value": "1"} for n in range(6)])},
        "InvalidInternetMessageHeaderCollection",
    ),
    "an empty list of headers": (
        {"message": mail(internetMessageHeaders=[])}, "InvalidInternetMessageHeaderCollection",
    ),
    "a property nobody knows": ({"message": mail(subjekt="x")}, "RequestBodyRead"),
    "a property nobody knows, deep down": (
        {"message": mail(toRecipients=[{"emailAddress": {"adress": "a@example.org"}}])}, "RequestBodyRead",
    ),
    "a number for a subject": ({"message": mail(subject=1)}, "RequestBodyRead"),
    "one recipient for a list": ({"message": mail(toRecipients=person("a@example.org"))}, "RequestBodyRead"),
    "a string for an object": ({"message": mail(body="Hello")}, "RequestBodyRead"),
    "an enum value nobody knows": ({"message": mail(importance="urgent")}, "RequestBodyRead"),
    "an attachment of no kind": ({"message": mail(attachments=[{"name": "a"}])}, "RequestBodyRead"),
    "an attachment without a name": (
        {"message": mail(attachments=[{"@odata.type": "#microsoft.graph.fileAttachment"}])},
        "ErrorRequiredPropertyMissing",
    ),
    "an attachment that is no base64": (
        {"message": mail(attachments=[
            {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a", "contentBytes": "?"},
        ])},
        "RequestBodyRead",
    ),
    "a property id that is none": (
        {"message": mail(singleValueExtendedProperties=[{"id": "CafeKey", "value": "1"}])},
        "ErrorInvalidProperty",
    ),
    "an extended property without a value": (
        {"message": mail(singleValueExtendedProperties=[{"id": KEY}])}, "ErrorInvalidProperty",
    ),
    "a parameter nobody knows": ({"message": mail(), "saveToSentItem": True}, "RequestBodyRead"),
    "no message": ({"saveToSentItems": True}, "ErrorInvalidRequest"),
    "a string for a truth": ({"message": mail(), "saveToSentItems": "yes"}, "RequestBodyRead"),
    "a list for a body": ([mail()], "BadRequest"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_graph_would_refuse_is_refused_and_not_sent(graph: Caller, why: str) -> None:
    body, code = REFUSED[why]
    assert refusal(graph.post(f"{DOOR}/sendMail", body)) == (400, code)
    assert graph.get("/sandbox/mails").json() == []


def test_a_mailbox_does_not_send_in_another_name(graph: Caller) -> None:
    other = person("dean@example.nhs.uk")
    assert refusal(graph.post(f"{DOOR}/sendMail", {"message": {**mail(), "from": other}})) == (
        403,
        "ErrorSendAsDenied",
    )


def test_a_body_must_be_json_and_not_too_big(graph: Caller) -> None:
    path, json_type = f"{DOOR}/sendMail", {"Content-Type": "application/json"}
    for no_json in (b"{", b'{"message": NaN}', b'{"message": 1e999}', b'{"message": "\\ud83d"}', b"\xff"):
        answer = graph.http.post(path, content=no_json, headers=json_type)
        assert refusal(answer) == (400, "BadRequest")
    assert refusal(graph.http.post(path, content=b"<a/>", headers={"Content-Type": "text/xml"}))[0] == 415
    assert refusal(graph.http.post(path, content=b" " * 4_200_000, headers=json_type))[0] == 413


QUERIES = {
    "$top=0": "ErrorInvalidTop",
    "$top=1001": "ErrorInvalidTop",
    "$top=ten": "BadRequest",
    "$search=x": "BadRequest",
    "$select=subjekt": "RequestBroker--ParseUri",
    "$expand=subjekt": "RequestBroker--ParseUri",
    "$filter=subject is 'x'": "RequestBroker--ParseUri",
    "$filter=subject eq 'x": "RequestBroker--ParseUri",
    "$filter=isDraft eq false&$orderby=sentDateTime desc": "InefficientFilter",
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_question_that_outlook_does_not_understand_is_refused(graph: Caller, query: str) -> None:
    graph.send()
    assert refusal(graph.get(f"{DOOR}/messages?{query}")) == (400, QUERIES[query])


def test_a_folder_or_message_that_is_not_there_is_not_found(graph: Caller) -> None:
    assert refusal(graph.get(f"{DOOR}/mailFolders/junk/messages")) == (404, "ErrorItemNotFound")
    assert refusal(graph.get(f"{DOOR}/messages/AAMk=")) == (404, "ErrorItemNotFound")
