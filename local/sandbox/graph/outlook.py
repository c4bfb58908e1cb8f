"""Outlook's part of Graph: events, messages, sendMail."""

from datetime import timedelta

from starlette.responses import Response

from local.sandbox.call import Call, answered
from local.sandbox.faults import Kind
from local.sandbox.graph import bodies, bounces, calendars, mime
from local.sandbox.graph.calendars import Event
from local.sandbox.graph.documents import Document, text
from local.sandbox.graph.filters import matching
from local.sandbox.graph.mails import DRAFTS, INBOX, NOWHERE, SENT_ITEMS, Mail, folder_id
from local.sandbox.graph.odata import GraphError, not_found


def create_event(call: Call) -> Response:
    document = calendars.checked(call.json())
    transaction_id = text(document, "transactionId")
    forgotten = call.fault(Kind.FORGET_TRANSACTION_IDS) is not None
    event = None if forgotten or not transaction_id else call.sandbox.calendars.made_by(call.person, transaction_id)
    if event is None:
        event = _with_meeting(call, calendars.made(call.person, document, call.now))
        if transaction_id:
            call.sandbox.calendars.remember(call.person, transaction_id, event)
    answer = _event(call, event)
    if call.fault(Kind.NULL_ONLINE_MEETING):
        answer["onlineMeeting"] = None
    return answered(answer, 201, {"Location": f"{call.query.url}/{event.id}"})


def _with_meeting(call: Call, event: Event) -> Event:
    """The event, kept, and given a Teams link if it is an online meeting that has none."""
    if event.document.get("isOnlineMeeting") is True and not event.join_url:
        document: Document = {**event.document, "onlineMeetingProvider": "teamsForBusiness"}
        link = call.sandbox.meetings.arrange(call.person, event.id).join_url
        event = calendars.with_link(event, document, link)
    return call.sandbox.calendars.keep(event)


def _event(call: Call, event: Event) -> Document:
    return call.query.shape(event.answer(call.preferred_zone()))


def list_events(call: Call) -> Response:
    zone = call.preferred_zone()
    events = [event.answer(zone) for event in call.sandbox.calendars.of(call.person)]
    return _page(call, events)


def _page(call: Call, documents: list[Document]) -> Response:
    if condition := call.query.get("$filter"):
        documents = list(filter(matching(condition), documents))
    return answered(call.query.page(call.query.sort(documents)))


def get_event(call: Call) -> Response:
    return answered(_event(call, _found_event(call)))


def _found_event(call: Call) -> Event:
    return call.sandbox.calendars.find(call.person, call.params["event"])


def change_event(call: Call) -> Response:
    event, document = _found_event(call), calendars.checked(call.json())
    _match(call, event.etag)
    return answered(_event(call, _with_meeting(call, calendars.changed(event, document, call.now))))


def _match(call: Call, etag: str) -> None:
    wanted = call.headers.get("if-match", "*")
    if wanted not in ("*", etag):
        message = "The send or update operation could not be performed because the change key is out of date."
        raise GraphError(412, "ErrorIrresolvableConflict", message)


def delete_event(call: Call) -> Response:
    event = _found_event(call)
    _match(call, event.etag)
    call.sandbox.calendars.keep(calendars.gone(event, "deleted", call.now))
    return Response(status_code=204)


def cancel_event(call: Call) -> Response:
    event = _found_event(call)
    given = bodies.parameters(call.json(), "comment") if call.body else {}
    comment = given.get("comment")
    if comment is not None and not isinstance(comment, str):
        raise GraphError(400, "RequestBodyRead", "The parameter 'comment' is a string.")
    call.sandbox.calendars.keep(calendars.gone(event, "cancelled", call.now, comment or ""))
    return Response(status_code=202)


def send_mail(call: Call) -> Response:
    if call.headers.get("content-type", "").lower().startswith("text/plain"):
        message, folder = bodies.message(mime.message(call.body)), SENT_ITEMS
    else:
        message, folder = _sending(call.json())
    _dispatch(call, message)
    mail = call.sandbox.mails.accept(call.person.address, message, call.now, folder=folder, delay=_delay(call))
    _bounce(call, mail)
    return Response(status_code=202)


def _sending(body: Document) -> tuple[Document, str]:
    given = bodies.parameters(body, "message", "saveToSentItems")
    message, save = given.get("message"), given.get("saveToSentItems")
    if not isinstance(message, dict):
        raise GraphError(400, "ErrorInvalidRequest", "The parameter 'message' is required, and an object.")
    if save is not None and not isinstance(save, bool):
        raise GraphError(400, "RequestBodyRead", f"Cannot convert the literal '{save}' to the type 'Edm.Boolean'.")
    return bodies.message(message), NOWHERE if save is False else SENT_ITEMS


def _dispatch(call: Call, message: Document) -> None:
    """Refuses what Exchange would not send, and books the rest against the mailbox's limits."""
    bodies.sender_is(call.person.address, message)
    everyone = bodies.recipients(message)
    bad = call.fault(Kind.BAD_RECIPIENT, [address.lower() for address in everyone])
    if bad is not None:
        raise bodies.unresolved(bad.address)
    call.sandbox.throttle.send(call.person.address, call.now, len(everyone))


def _delay(call: Call) -> timedelta:
    fault = call.fault(Kind.SENT_ITEMS_DELAY)
    return timedelta(seconds=fault.seconds) if fault else timedelta()


def _bounce(call: Call, mail: Mail) -> None:
    """Let a report come back if nobody knows one of the addresses."""
    fault = call.fault(Kind.BOUNCE, [address.lower() for address in mail.everyone])
    if fault:
        at = call.now + timedelta(seconds=fault.seconds)
        call.sandbox.mails.receive(mail.mailbox, bounces.report(mail, fault.address), at)


def list_messages(call: Call) -> Response:
    folder = call.params.get("folder")
    known = {folder_id(call.person.address, name): name for name in (DRAFTS, INBOX, SENT_ITEMS)}
    if folder is not None:
        folder = known.get(folder, folder.lower())
        if folder not in known.values():
            raise not_found()
    mails = call.sandbox.mails.visible(call.person.address, folder, call.now)
    newest_first = [_message(call, mail) for mail in reversed(mails)]
    return _page(call, newest_first)


def _message(call: Call, mail: Mail) -> Document:
    return mail.answer(immutable=call.prefers_immutable_ids())


def _found_message(call: Call) -> Mail:
    return call.sandbox.mails.find(call.person.address, call.params["message"], call.now)


def get_message(call: Call) -> Response:
    return answered(call.query.shape(_message(call, _found_message(call))))


def create_draft(call: Call) -> Response:
    draft = call.sandbox.mails.draft(call.person.address, bodies.message(call.json()), call.now)
    return answered(call.query.shape(_message(call, draft)), 201)


def change_message(call: Call) -> Response:
    mail, document = _found_message(call), call.json()
    bodies.message({**document})
    if mail.sent is not None:
        raise GraphError(400, "ErrorInvalidPropertyUpdateSentMessage", "A message that was sent is not changed.")
    return answered(call.query.shape(_message(call, call.sandbox.mails.change(mail, document))))


def delete_message(call: Call) -> Response:
    call.sandbox.mails.remove(_found_message(call))
    return Response(status_code=204)


def send_draft(call: Call) -> Response:
    mail = _found_message(call)
    if mail.sent is not None:
        raise GraphError(400, "ErrorInvalidRequest", "Only a draft can be sent.")
    _dispatch(call, mail.document)
    _bounce(call, call.sandbox.mails.send(mail, call.now, _delay(call)))
    return Response(status_code=202)
