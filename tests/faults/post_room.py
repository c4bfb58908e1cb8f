"""The steps that ask Graph, with their tables and queues in memory and the real way to the Graph sandbox.

Time passes for both sides at once: when a message waits, the sandbox's clock moves on too.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from local.memory.builders import NOW, a_delivery, a_registration, a_session, a_sign_up
from local.memory.services import MemoryServices, some_services, the_programme
from shared.delivery.sending import deliver
from shared.graph.microsoft.client import MicrosoftGraph
from shared.mail.rows import Delivery, DeliveryState
from shared.meetings import calendar
from shared.messages import DeliveryDue, Message, SessionCancelled, SessionChanged, SessionPlanned
from shared.services import Services
from shared.sessions.rows import Session
from shared.storage.row import Row
from tests.graph.graph_sandbox import GraphSandbox, organiser

ATTEMPTS = 5
"""How often a message is tried before it is poison, as host.json says; a minute lies between two attempts."""

SENDING = {"method": "POST", "path": "/sendMail$"}
LOOKING = {"method": "GET", "path": "/messages$"}
WORK: Mapping[type[Message], Callable[[Services, Message, datetime], None]] = {
    DeliveryDue: lambda services, due, now: deliver(services, DeliveryDue.model_validate(due), now),
    SessionPlanned: lambda services, said, now: _meeting_work(calendar.open_session, services, said, now),
    SessionChanged: lambda services, said, now: _meeting_work(calendar.move_meeting, services, said, now),
    SessionCancelled: lambda services, said, now: _meeting_work(calendar.cancel_meeting, services, said, now),
}


def _meeting_work(script: Callable[..., None], services: Services, said: Message, now: datetime) -> None:
    match said:
        case SessionPlanned(session=session) | SessionChanged(session=session) | SessionCancelled(session=session):
            with calendar.waiting_for_graph(services, said, now):
                script(services, session, now)


@dataclass
class PostRoom:
    """`failed` are the errors that messages ended with; `poison` the messages that were given up."""

    sandbox: GraphSandbox
    memory: MemoryServices
    services: Services
    now: datetime = NOW
    failed: list[Exception] = field(default_factory=list)
    poison: list[Message] = field(default_factory=list)

    def work_off(self, longest: timedelta = timedelta(days=2)) -> timedelta:
        """Work every message when it is seen, as the host does, until none is left; how long that took."""
        begun, waiting = self.now, self._taken()
        while waiting and self.now < begun + longest:
            at, message, attempt = waiting.pop(0)
            self._wait_until(at)
            try:
                WORK[type(message)](self.services, message, self.now)
            except Exception as error:
                self.failed.append(error)
                if attempt == ATTEMPTS:
                    self.poison.append(message)
                else:
                    waiting.append((self.now + timedelta(minutes=1), message, attempt + 1))
            waiting = sorted([*waiting, *self._taken()], key=lambda one: one[0])
        return self.now - begun

    def deliveries(self) -> Sequence[Delivery]:
        """The rows of all mails."""
        return self.memory.tables.rows(Delivery)

    def states(self) -> Counter[DeliveryState]:
        """How many mails are in which state."""
        return Counter(row.state for row in self.deliveries())

    def session(self) -> Session:
        """The one session."""
        (row,) = self.memory.tables.rows(Session)
        return row

    def _taken(self) -> list[tuple[datetime, Message, int]]:
        taken = [(self.now + delay, message, 1) for message, delay in self.memory.queues.sent]
        self.memory.queues.sent.clear()
        return taken

    def _wait_until(self, moment: datetime) -> None:
        if moment > self.now:
            self.sandbox.wait(moment - self.now)
            self.now = moment


def post_room(sandbox: GraphSandbox, graph: MicrosoftGraph, *rows: Row) -> PostRoom:
    """A post room with these rows, in which every delivery among them is due. Nobody hosts its sessions."""
    memory = some_services(programme=the_programme().model_copy(update={"facilitators": ()}), having=rows)
    for row in rows:
        if isinstance(row, Delivery):
            memory.queues.send(DeliveryDue(purpose=row.purpose, person=row.person))
    parts = {field.name: getattr(memory, field.name) for field in fields(memory)}
    return PostRoom(sandbox, memory, Services(**{**parts, "graph": graph}))


def mails_to(*addresses: str) -> list[Row]:
    """A session, and a confirmation due to each of these people."""
    rows: list[Row] = [a_session()]
    for number, address in enumerate(addresses):
        details = a_sign_up(name=f"Registrant {number}", email=address)
        rows += [a_registration(details=details), a_delivery(email=address)]
    return rows


def graph_at(sandbox: GraphSandbox, patience: timedelta = timedelta(seconds=30)) -> MicrosoftGraph:
    """The real way to Graph, at the sandbox."""
    return MicrosoftGraph(sandbox.graph_url, "", organiser(), patience=patience)
