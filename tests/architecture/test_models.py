"""What a model is where nothing is said, said once more.

Rows are read back years later, messages wait in queues, and a programme file leaves out what it is content with: a
default that changes changes what they mean.
"""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from itertools import chain

from pydantic import BaseModel, TypeAdapter

from shared.programme.model import Gate, Retention, SmallNumbers
from tests.the_app import ROOT

DEFAULTS: dict[str, dict[str, object]] = {
    # requests
    "Edit": {"introduction": ""},
    "Move": {"minutes": None, "was": None},
    "NewCapacity": {"was": None},
    "NewNotice": {"whom": "registered"},
    "NewTheme": {"was": None},
    "OneOff": {"minutes": 60, "theme": ""},
    "NewItem": {"link": "", "changes_on": None, "what_to_do": "", "review_by": None},
    "Refusal": {"words": ""},
    "Wanted": {"reason": ""},
    # messages
    "ReminderDue": {"asked_at": ""},
    # rows
    "Arrivals": {"newest_at": None, "missing": {}},
    "AuditEntry": {"reason": ""},
    "BooksAudited": {"shown": ()},
    "Tally": {"seen": None, "packed": b"", "form": 0},
    "Trouble": {"reason": ""},
    "Colleague": {"name": "", "email": ""},
    "ListedEntry": {"under": ""},
    "Delivery": {
        "detail": "",
        "also": (),
        "lane": "transactional",
        "state": "pending",
        "booked": False,
        "sender": "",
        "sending_since": None,
        "settled_at": None,
        "reason": "",
        "lookups": 0,
    },
    "FailedWork": {"state": "kept", "detail": "", "trace": "", "attempts": 1},
    "AnswerPot": {"answers": ()},
    "Feedback": {"day": None, "is_late_text": False},
    "Said": {"score": None, "change": "", "unanswered": "", "stopped_by": (), "words": ""},
    "WaitingAnswer": {"held": {}},
    "Held": {"came": True, "state": "waiting"},
    "Issue": {
        "introduction": "",
        "left_out": (),
        "audiences": (),
        "made_by": "",
        "approved_at": None,
        "approved_by": "",
        "begins_at": None,
        "begun_at": None,
        "last_at": None,
        "called_off_by": "",
        "held_by": "",
        "held_because": "",
        "held_at": None,
    },
    "Accessibility": {"issues": (), "answer_days": 10, "enforced_by": "EHRC"},
    "Item": {
        "changes_on": "",
        "written_at": None,
        "told": None,
        "corrects": None,
        "what_to_do": "",
        "review_by": "",
        "correction": "",
        "again": False,
        "taken_out": False,
        "source_says": None,
        "source_is_newer": False,
    },
    "FreshItem": {"item": None},
    "SourceWords": {"changes_on": "", "written_at": None},
    "Readership": {"by_audiences": {}},
    "NewFlash": {"introduction": ""},
    "Extended": {"single_value_extended_properties": None},
    "ExtendedProperty": {"value": ""},
    "LaterSlots": {"end": ""},
    "Mailbox": {"booked": (), "sent": {}, "planned": (), "block": None, "owed": 0},
    "Attendance": {"by_hand": False},
    "AttendanceTaken": {"unmatched": 0, "reports": 0, "reason": None},
    "OpenSession": {
        "announced": (),
        "told": (),
        "look_again_at": None,
        "settled_at": None,
        "reported": True,
        "unmatched": 0,
    },
    "Hold": {"series": "", "detail": ""},
    "KnownAddress": {"vouched_at": None, "mailed_on": "", "mailed_for": ""},
    "Matter": {"reason": "", "response": ("", "")},
    "Pulse": {"graph": "", "waiting": 0},
    "Host": {"hosting": True, "sequence": 0, "first": 0, "told": "", "told_in": ""},
    "Question": {"day": None},
    "QuestionPot": {"could": {}, "texts": ()},
    "Registration": {
        "sequence": 0,
        "standing": False,
        "sign_up_at": None,
        "sign_up_sequence": 0,
        "told_in": None,
        "made_at": None,
        "again": (),
    },
    "RegistrationCancelled": {"stopped": "", "also": ()},
    "RegistrationMade": {"sign_up": "", "also": ()},
    "Row": {"etag": ""},
    "Roll": {"seen": None, "packed": b"", "form": 0},
    "Seating": {"seated": ()},
    "Session": {
        "state": "planned",
        "sequence": 0,
        "event_id": "",
        "join_url": "",
        "reason": "",
        "cancel_at": None,
        "theme": "",
        "capacity": None,
        "one_off": False,
        "tell_at": None,
        "moved_from": None,
        "moved_until": None,
        "moving_since": None,
        "moved_at": None,
    },
    "Digest": {"told": (), "held": (), "held_answers": 0},
    "Figures": {"expected": None, "by_hub": {}},
    "FormResponse": {"series": "", "words": "", "digest": ""},
    "SignUp": {
        "every_session": False,
        "role": "",
        "specialty": "",
        "care": "",
        "provider": "",
        "moved_from": "",
        "access_needs": "",
        "hub": "",
        "follow_up": False,
        "bulletin": False,
        "blank": (),
        "unused": (),
        "dates": (),
    },
    "Standing": {"sign_up_at": None, "provisional": False, "ended": False, "ended_at": None, "back_from": None},
    "Subscription": {"ended": False},
    "WaitingText": {"held": False},
    "Version": {"changes": 0, "back_to": None},
    "VersionContent": {"before": {}},
    "Draft": {
        "is_open": True,
        "content": {},
        "deployed": {},
        "made_on": 0,
        "began_as": {},
        "who": "",
        "at": None,
    },
    # the programme file
    "About": {"zone": "Europe/London", "email_domains": (), "plan_days": 90},
    "FormQuestion": {"options": {}},
    "Gate": {"held_for": ""},
    "Forms": {"feedback": None},
    "NotFor": {"crisis": False, "phrases": ()},
    "Organiser": {"bulk_mailboxes": ()},
    "Programme": {
        "stakeholders": (),
        "not_for": (),
        "gate": Gate(held_for=""),
        "hubs": (),
        "themes": (),
        "feeds": (),
        "small_numbers": SmallNumbers(hide_up_to=7, round_to=5),
        "retention": Retention(
            registrations=365,
            feedback=730,
            refused_responses=90,
            responses=730,
            sessions=1825,
            bulletin=1825,
            audit=2190,
        ),
    },
    "Retention": {
        "registrations": 365,
        "feedback": 730,
        "refused_responses": 90,
        "responses": 730,
        "sessions": 1825,
        "bulletin": 1825,
        "audit": 2190,
    },
    "Series": {
        "minutes": 60,
        "capacity": None,
        "grades": (),
        "holidays": "skip",
        "reminders": tuple(map(TypeAdapter(timedelta).validate_python, ("P7D", "P1D", "PT1H"))),
    },
    "SignUpForm": {"silent_days": 10},
    "SmallNumbers": {"hide_up_to": 7, "round_to": 5},
    # the environment
    "Settings": {
        "storage_connection": "",
        "queue_service_uri": "",
        "table_service_uri": "",
        "identity_client_id": "",
        "graph_url": "https://graph.microsoft.com/v1.0",
        "programme_file": "cafe.toml",
        "allowed_recipients": "",
        "mails_per_minute": 29,
        "signed_in_by_platform": False,
    },
    # what Graph and the platform say
    "Event": {"online_meeting": None},
    "Identity": {"id": None, "display_name": None},
    "Interval": {"join_date_time": None, "leave_date_time": None, "duration_in_seconds": None},
    "OnlineMeeting": {"join_url": None},
    "Page": {"next_link": ""},
    "Record": {
        "email_address": None,
        "identity": None,
        "total_attendance_in_seconds": None,
        "attendance_intervals": None,
    },
    "Report": {"meeting_start_date_time": None, "meeting_end_date_time": None},
    "_Token": {"role_typ": ""},
}

CAN_BE_CHANGED = {
    "Accepted",
    "Cancellation",
    "Correction",
    "Erasure",
    "Move",
    "Posted",
    "Refusal",
    "Refused",
    "ReplayOfCause",
    "Wanted",
    "_Claim",
    "_Token",
}
"""Read from one request, and gone with it."""


def models() -> Iterator[type[BaseModel]]:
    for path in chain.from_iterable((ROOT / folder).rglob("*.py") for folder in ("functions", "shared")):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__:
                yield value


def test_the_defaults_are_these() -> None:
    found: dict[str, dict[str, object]] = {}
    for model in models():
        own = {name: field for name, field in model.model_fields.items() if name in model.__annotations__}
        defaults = {name: field.default for name, field in own.items() if not field.is_required()}
        if defaults:
            found[model.__name__] = defaults
    assert found == DEFAULTS


def test_a_model_cannot_be_changed_unless_it_is_gone_with_its_request() -> None:
    assert {model.__name__ for model in models() if not model.model_config.get("frozen")} == CAN_BE_CHANGED


def test_what_people_told_us_stands_in_no_error_about_a_row() -> None:
    hidden = {model.__name__ for model in models() if model.model_config.get("hide_input_in_errors")}
    rows = {model.__name__ for model in models() if "TABLE" in vars(model)}
    assert hidden == rows | {"Row", "Said", "SignUp", "WaitingAnswer", "WaitingText"}
