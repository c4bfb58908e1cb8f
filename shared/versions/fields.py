"""What each field of the programme is called where people read of a change.

An entry's field is named with its entry: "Start of Virtual Café for educators". Any other field says by itself what it
is. A test fails if a field of the model is missing.
"""

from collections.abc import Mapping

from shared.language.catalogue import Marked
from shared.programme import forms, model
from shared.programme.values import Part

FIELDS: Mapping[type[Part], Mapping[str, Marked]] = {
    model.Programme: {
        "about": Marked("The programme"),
        "organiser": Marked("The organiser"),
        "series": Marked("The series"),
        "facilitators": Marked("The facilitators"),
        "stakeholders": Marked("The stakeholders"),
        "ground_rules": Marked("The ground rules"),
        "not_for": Marked("What the café is not for"),
        "gate": Marked("Texts that wait for a person"),
        "hubs": Marked("The hubs"),
        "themes": Marked("The themes"),
        "feeds": Marked("The feeds"),
        "small_numbers": Marked("Small numbers"),
        "retention": Marked("How long we keep things"),
        "privacy": Marked("The privacy notice"),
        "accessibility": Marked("The accessibility statement"),
        "forms": Marked("The Forms"),
    },
    model.About: {
        "name": Marked("Name of the programme"),
        "region": Marked("Region"),
        "zone": Marked("Time zone"),
        "contact": Marked("Address that people write to"),
        "operations": Marked("Address that is told when something fails"),
        "email_domains": Marked("Email domains of your own"),
        "plan_days": Marked("Days for which sessions are planned ahead"),
    },
    model.Organiser: {
        "name": Marked("Name of the organiser"),
        "mailbox": Marked("Mailbox of the organiser"),
        "bulk_mailboxes": Marked("Mailboxes that send the bulletin"),
    },
    model.Series: {
        "id": Marked("Id"),
        "title": Marked("Title"),
        "audience": Marked("Audience"),
        "rule": Marked("Days"),
        "start": Marked("Start"),
        "minutes": Marked("Length in minutes"),
        "capacity": Marked("Number of places"),
        "grades": Marked("Words of a grade or role"),
        "holidays": Marked("On bank holidays"),
        "reminders": Marked("Reminder"),
    },
    model.Facilitator: {
        "id": Marked("Id"),
        "name": Marked("Name"),
        "email": Marked("Email address"),
        "role": Marked("Role"),
        "series": Marked("Series"),
    },
    model.Stakeholder: {
        "id": Marked("Id"),
        "name": Marked("Name"),
        "email": Marked("Email address"),
        "role": Marked("Role"),
    },
    model.GroundRules: {"rules": Marked("Ground rules")},
    model.NotFor: {
        "id": Marked("Id"),
        "name": Marked("Name"),
        "go_to": Marked("Where to go"),
        "link": Marked("Link"),
        "crisis": Marked("Help in a crisis"),
        "phrases": Marked("Phrases"),
    },
    model.Gate: {"held_for": Marked("Who reads texts that the gate is not certain of")},
    model.Hub: {
        "id": Marked("Id"),
        "name": Marked("Name"),
        "address": Marked("Postal address"),
        "contact": Marked("Email address"),
    },
    model.Theme: {
        "id": Marked("Id"),
        "name": Marked("Name"),
        "words": Marked("Words"),
        "signpost": Marked("Signpost"),
        "link": Marked("Link"),
    },
    model.Feed: {
        "id": Marked("Id"),
        "title": Marked("Title"),
        "url": Marked("Web address"),
        "audiences": Marked("Readers"),
    },
    model.SmallNumbers: {
        "hide_up_to": Marked("Counts that are hidden: up to"),
        "round_to": Marked("Other counts are rounded to"),
    },
    model.Retention: {
        "registrations": Marked("Days for which we keep sign-ups after the session"),
        "feedback": Marked("Days for which we keep feedback after the session"),
        "refused_responses": Marked("Days for which we keep refused sign-ups"),
        "responses": Marked("Days for which we keep that a response came"),
        "sessions": Marked("Days for which we keep a session's figures"),
        "bulletin": Marked("Days for which we keep an issue of the bulletin"),
        "audit": Marked("Days for which we keep the audit trail"),
    },
    model.Privacy: {
        "controller": Marked("Controller in the privacy notice"),
        "dpo": Marked("Email address of the data protection officer"),
        "ico_registration": Marked("ICO registration"),
        "lawful_basis": Marked("Lawful basis in the privacy notice"),
        "special_categories": Marked("Special categories in the privacy notice"),
    },
    model.Accessibility: {
        "status": Marked("Status in the accessibility statement"),
        "issues": Marked("Issues in the accessibility statement"),
        "prepared": Marked("Day of the accessibility statement"),
        "reviewed": Marked("Day of the accessibility statement's review"),
        "tested": Marked("Tests in the accessibility statement"),
        "answer_days": Marked("Working days for an answer about accessibility"),
        "enforced_by": Marked("Who enforces the accessibility regulations"),
    },
    forms.Forms: {
        "sign_up": Marked("The sign-up Form"),
        "feedback": Marked("The feedback Form"),
    },
    forms.SignUpForm: {
        "id": Marked("Id of the sign-up Form"),
        "title": Marked("Title of the sign-up Form"),
        "silent_days": Marked("Days without a response after which the team is told"),
        "questions": Marked("Questions of the sign-up Form"),
    },
    forms.FeedbackForm: {
        "id": Marked("Id of the feedback Form"),
        "title": Marked("Title of the feedback Form"),
        "questions": Marked("Questions of the feedback Form"),
    },
    forms.FormQuestion: {
        "id": Marked("Id"),
        "title": Marked("Words"),
        "options": Marked("Options"),
    },
}
