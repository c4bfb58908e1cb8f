"""The privacy page: what is kept about people, how long, and who sees it. It has to stay true to the code."""

from shared.programme.model import Programme
from shared.templates.rendering import render


def privacy_page(programme: Programme) -> str:
    """What is kept, with the periods of the programme file."""
    kept = programme.retention
    sign_up = _days(kept.registrations)
    rows = (
        ("Your sign-up", "Your name, your address and your other answers.", sign_up),
        (
            "Coming to every session",
            "The same answers, so that we can sign you up to each date.",
            "Until you say stop, then as long as a sign-up.",
        ),
        (
            "A question for the panel",
            "The question, without your name.",
            sign_up,
        ),
        (
            "Your attendance",
            "When you joined and left the Teams meeting, under a code instead of your name.",
            sign_up,
        ),
        ("Your feedback", "What you wrote, under a code instead of your name.", _days(kept.feedback)),
        (
            "Which mails we sent you",
            "What each was about and when it went, under a code instead of your address.",
            _days(kept.registrations, after="the session or the bulletin"),
        ),
        (
            "A sign-up that we could not use",
            "The answers as they came, so that we can put them right.",
            _days(kept.refused_responses, after="it came"),
        ),
        (
            "A subscription to the bulletin",
            "Your name and your address.",
            "Until you unsubscribe. Then a code stays, so that nobody adds you again.",
        ),
    )
    return render("pages/privacy.html", programme=programme, kept=rows, rule=programme.small_numbers)


def _days(count: int, *, after: str = "the session") -> str:
    return f"{count} {'day' if count == 1 else 'days'} after {after}."
