"""What the law has the café say and do: privacy, accessibility, how long rows are kept, and small numbers."""

from shared.entries.choices import these
from shared.entries.fields import Field, Kind
from shared.entries.section import Section
from shared.language.catalogue import Marked
from shared.programme import model

PRIVACY = Section(
    name="privacy",
    key="privacy",
    title=Marked("Privacy notice"),
    brief=Marked("Your organisation’s sentences on the page “Your data”"),
    about=Marked(
        "The sentences of the page “Your data” that are your organisation’s own. Your data protection officer knows "
        "the right words."
    ),
    model=model.Privacy,
    fields=(
        Field(
            "controller",
            Marked("Organisation that decides how the data is used, with its postal address"),
            missing=Marked("Enter the organisation and its postal address"),
        ),
        Field(
            "dpo",
            Marked("Email address of its data protection officer"),
            Kind.EMAIL,
            missing=Marked("Enter the email address of the data protection officer"),
        ),
        Field(
            "ico_registration",
            Marked("Its number in the Information Commissioner’s register"),
            missing=Marked("Enter the number in the register"),
        ),
        Field(
            "lawful_basis",
            Marked("Why it may use the data"),
            Kind.TEXT,
            Marked("A sentence, with the article of the law"),
            Marked("Enter why it may use the data"),
        ),
        Field(
            "special_categories",
            Marked("Why it may keep what people say about their health"),
            Kind.TEXT,
            missing=Marked("Enter why it may keep what people say about their health"),
        ),
    ),
)

STATUS = {
    "fully": Marked("The pages meet it"),
    "partially": Marked("The pages meet most of it"),
    "not": Marked("The pages do not meet it"),
}
ENFORCED_BY = {
    "EHRC": Marked("Equality and Human Rights Commission (England, Scotland and Wales)"),
    "ECNI": Marked("Equality Commission for Northern Ireland"),
}

ACCESSIBILITY = Section(
    name="accessibility",
    key="accessibility",
    title=Marked("Accessibility statement"),
    brief=Marked("Its state, and when it was last reviewed"),
    about=Marked("The sentences of the page “Accessibility”. Review them once a year."),
    model=model.Accessibility,
    fields=(
        Field(
            "status",
            Marked("How far do the pages meet level AA of WCAG 2.2?"),
            Kind.CHOICE,
            missing=Marked("Select how far the pages meet the standard"),
            options=these(STATUS),
        ),
        Field(
            "issues",
            Marked("What does not meet it"),
            Kind.LINES,
            Marked("One on each line: the effect, the criterion, and by when it is mended"),
        ),
        Field(
            "prepared",
            Marked("When was the statement prepared?"),
            Kind.DAY,
            Marked("As in 28 11 2026"),
            Marked("Enter the date"),
        ),
        Field(
            "reviewed",
            Marked("When was it last reviewed?"),
            Kind.DAY,
            Marked("As in 28 11 2026"),
            Marked("Enter the date"),
        ),
        Field(
            "tested",
            Marked("How were the pages tested, by whom and when?"),
            Kind.TEXT,
            missing=Marked("Enter how the pages were tested"),
        ),
        Field(
            "answer_days",
            Marked("Working days within which a question about accessibility is answered"),
            Kind.NUMBER,
            missing=Marked("Enter a number of days"),
            least=1,
            most=60,
        ),
        Field(
            "enforced_by",
            Marked("Who enforces the regulations?"),
            Kind.CHOICE,
            missing=Marked("Select who enforces the regulations"),
            options=these(ENFORCED_BY),
        ),
    ),
)

MOST_DAYS = 36_500
DAYS = Marked("Enter a number of days")


def _days(key: str, label: Marked, hint: Marked, least: int = 1) -> Field:
    return Field(key, label, Kind.NUMBER, hint, DAYS, least=least, most=MOST_DAYS)


RETENTION = Section(
    name="retention",
    key="retention",
    title=Marked("How long things are kept"),
    brief=Marked("Days until sign-ups, feedback and others go"),
    about=Marked(
        "In days. What has been kept long enough goes in the night after a change is published, and cannot come back."
    ),
    model=model.Retention,
    fields=(
        _days("registrations", Marked("Sign-ups, attendance and emails"), Marked("After the session")),
        _days("feedback", Marked("Feedback"), Marked("After the session")),
        _days(
            "refused_responses",
            Marked("Responses that could not be used"),
            Marked("After they came: time to put them right"),
        ),
        _days(
            "responses", Marked("The number of a response"), Marked("After it came. It never counts twice"), least=30
        ),
        _days("sessions", Marked("Sessions and their figures"), Marked("After the session. They name nobody")),
        _days("bulletin", Marked("Issues of the bulletin"), Marked("After their week")),
        _days("audit", Marked("The audit trail"), Marked("After the act"), least=365),
    ),
)


def _hides_nothing(value: object) -> Marked | None:
    return Marked("Enter 0, or a number from 2 to 100. With 1, it is clear what is hidden") if value == 1 else None


SMALL_NUMBERS = Section(
    name="small-numbers",
    key="small_numbers",
    title=Marked("Small numbers"),
    brief=Marked("How counts of people are printed"),
    about=Marked("How counts of people are printed wherever somebody might be recognised by them."),
    model=model.SmallNumbers,
    fields=(
        Field(
            "hide_up_to",
            Marked("Hide counts up to"),
            Kind.NUMBER,
            Marked("With 7, a count of 0 to 7 is “fewer than 8”"),
            Marked("Enter a number from 0 to 100"),
            most=100,
            refuses=_hides_nothing,
        ),
        Field(
            "round_to",
            Marked("Round other counts to the nearest"),
            Kind.NUMBER,
            Marked("With 1, they are printed as they are"),
            Marked("Enter a number from 1 to 100"),
            least=1,
            most=100,
        ),
    ),
)
