"""The pages about people, as functions that give each, for the test in a made-up language."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_registration,
    a_session,
    a_sign_up,
    a_standing,
    a_subscription,
)
from local.memory.services import KEYS, some_services
from shared.attendance.rows import Attendance
from shared.attention.rows import Matter, MatterKind
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.pages.console.place_acts import PlaceAct, version_of
from shared.registrations.rows import KnownAddress, RegistrationState
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.row import Row
from tests.language.made_up import REASON
from tests.pages.signed_in import Console
from tests.pages.site import a_site
from tests.web.test_principal import ADMIN, COORDINATOR

type Shown = Callable[[], str]

AMARA = KEYS.person(ADDRESS)
REGISTER = f"/console/sessions/{SESSION}/register"
PLACE = f"{REGISTER}/{AMARA}"
PERSON = f"/console/people/{AMARA}"
LATE = START + timedelta(hours=3)


def got(address: str, *rows: Row, now: datetime = NOW, headers: dict[str, str] = ADMIN) -> str:
    """The page at this address, with these rows kept too."""
    services = a_site()
    for row in rows:
        services.tables.put(row)
    return Console(services, headers, now).words(address)


def filled(address: str, *rows: Row, **fields: str) -> str:
    """The page that answers this form."""
    services = a_site()
    for row in rows:
        services.tables.put(row)
    return Console(services, ADMIN).post(address, fields).get_body().decode()


def mail(state: DeliveryState, reason: str = "", *, due: datetime = NOW) -> Delivery:
    """The reminder a week before."""
    return Delivery(
        purpose="pgdit-2026-12-09T1230.reminder-P7D",
        person=AMARA,
        kind=MailKind.REMINDER,
        about=SESSION,
        detail="P7D",
        due=due,
        state=state,
        reason=reason,
    )


def in_state(state: RegistrationState) -> Sequence[Row]:
    """The person's place in this state, with others of another kind."""
    waits = Matter(id="1", kind=MatterKind.BOUNCED, about=SESSION, person=AMARA, at=NOW)
    other = a_sign_up(email="joel.menon@example.nhs.uk", hub="eastvale", access_needs="Jo Blogs")
    return a_registration(state=state, standing=True), a_registration(details=other, state=state), waits


SOON = START - timedelta(days=2)

LISTS: list[Shown] = [
    lambda: got(REGISTER),
    lambda: got("/console/sessions/educators-2026-12-17/register"),
    *(lambda state=state: got(f"{REGISTER}?state={state}&done=added", *in_state(state)) for state in RegistrationState),
    lambda: filled(REGISTER, name="Nwosu"),
    lambda: got(REGISTER, *[a_registration(person=f"p{number}") for number in range(120)]),
    lambda: filled(REGISTER, *[a_registration(person=f"p{number}") for number in range(120)], name="Amara"),
]
PLACES: list[Shown] = [
    *(lambda state=state: got(PLACE, *in_state(state)) for state in RegistrationState),
    *(lambda state=state: got(PLACE, mail(state), now=SOON) for state in DeliveryState),
    lambda: got(PLACE, mail(DeliveryState.MISSED, "the session was moved"), now=SOON),
    lambda: got(PLACE, mail(DeliveryState.REFUSED, "bounced"), now=SOON),
    *(lambda act=act: got(f"{PLACE}?done={act}") for act in PlaceAct),
    lambda: got(PLACE, mail(DeliveryState.PENDING, due=SOON + timedelta(hours=1)), now=SOON),
    lambda: got(PLACE, a_session(state=SessionState.CANCELLED), now=SOON),
    lambda: got(PLACE, a_registration(told_in="")),
    lambda: got(PLACE, now=LATE),
    *(
        lambda by_hand=by_hand: got(
            PLACE,
            Attendance(
                session=SESSION,
                attendee=AMARA,
                seconds=3_000,
                first_join=START,
                last_leave=START,
                registered=True,
                by_hand=by_hand,
            ),
            now=LATE,
        )
        for by_hand in (True, False)
    ),
]
VERSION = version_of(some_services(), a_registration().details)
ACTS: list[Shown] = [
    *(lambda act=act: got(f"{PLACE}/{act}") for act in PlaceAct),
    *(lambda act=act: filled(f"{PLACE}/{act}", name="") for act in PlaceAct),
    lambda: filled(f"{PLACE}/correct", name="Amara Nwosu", version="older", reason=REASON, hub="eastvale"),
    lambda: filled(
        f"{PLACE}/correct", version=VERSION, name="www.example.org", hub="nowhere", access_needs="9" * 2_001
    ),
    lambda: filled(f"{PLACE}/correct", version=VERSION, name="9" * 201, access_needs="07700 900123", reason="9" * 201),
    lambda: got(f"{PLACE}/move", a_session(start=START + timedelta(days=35), state=SessionState.CANCELLED)),
]
ANSWERED = {"reason": REASON, "name": "Amara Nwosu"}
JANUARY = a_session(start=START + timedelta(days=35)).id
CHECKS: list[Shown] = [
    *(
        lambda act=act, state=state: filled(
            f"{PLACE}/{act}", *in_state(state), to=JANUARY, mail="reminder", scope="this", hub="eastvale", **ANSWERED
        )
        for act in (PlaceAct.MOVE, PlaceAct.CANCEL, PlaceAct.RESEND, PlaceAct.CAME, PlaceAct.NOT_CAME)
        for state in (RegistrationState.REGISTERED, RegistrationState.PROVISIONAL)
    ),
    lambda: filled(f"{REGISTER}/add", email="joel.menon@example.nhs.uk", **ANSWERED),
    lambda: filled(f"{REGISTER}/add", email=ADDRESS, **ANSWERED),
    lambda: filled(f"{PERSON}/address", series="pgdit", right="new@example.nhs.uk", reason=REASON),
    lambda: filled("/console/people/erase", email=ADDRESS, reason=REASON),
    lambda: filled("/console/people/erase", email="nobody@example.nhs.uk", reason=REASON),
]
ADDING: list[Shown] = [
    lambda: got(f"{REGISTER}/add"),
    lambda: filled(f"{REGISTER}/add", email="joel.menon@gmial.com"),
    lambda: filled(f"{REGISTER}/add", email="", name="9" * 201, hub="nowhere"),
]
PEOPLE: list[Shown] = [
    lambda: got("/console/people?done=erased"),
    lambda: got("/console/people?done=erased-elsewhere"),
    lambda: got("/console/people", headers=COORDINATOR),
    lambda: filled("/console/people", wanted="ab"),
    lambda: filled("/console/people", wanted="a@"),
    lambda: filled("/console/people", wanted="zzzz"),
]
PERSONS: list[Shown] = [
    lambda: got(f"{PERSON}?series=pgdit&done=address", *in_state(RegistrationState.WAITING)),
    lambda: got(f"{PERSON}?series=pgdit&before={SESSION}"),
    lambda: got(f"{PERSON}?series=pgdit", KnownAddress(person=AMARA, vouched_at=NOW), a_subscription()),
    lambda: got(
        f"{PERSON}?series=pgdit",
        a_standing(ended=True).model_copy(update={"ended_at": NOW}),
        KnownAddress(person=AMARA, mailed_on="2026-12-01"),
        a_subscription(confirmed=False),
    ),
    lambda: got(f"{PERSON}?series=pgdit", a_subscription(ended=True), OpenSession(id=SESSION)),
]
ADDRESSES: list[Shown] = [
    lambda: got(f"{PERSON}/address?series=pgdit"),
    *(
        lambda right=right: filled(f"{PERSON}/address", series="pgdit", right=right)
        for right in ("", ADDRESS, "amara@gmial.com")
    ),
]
HELD: list[Shown] = [
    lambda: got(f"{PERSON}/held"),
    lambda: filled(f"{PERSON}/held", reason=""),
    lambda: filled(f"{PERSON}/held", a_subscription(), mail(DeliveryState.SENT), reason="Asked.", form=""),
    lambda: filled("/console/people/nobody/held", reason="Asked."),
]
ERASING: list[Shown] = [
    lambda: got("/console/people/erase"),
    lambda: got(f"/console/people/erase?person={AMARA}&series=pgdit"),
    lambda: filled("/console/people/erase", email="x"),
]
