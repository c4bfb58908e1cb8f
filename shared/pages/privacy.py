"""The privacy page: what is kept about people, how long, and who sees it. It has to stay true to the code."""

from shared.language.catalogue import say, say_many
from shared.programme.model import Programme
from shared.templates.rendering import render


def privacy_page(programme: Programme) -> str:
    """What is kept, with the periods of the programme file."""
    kept = programme.retention
    sign_up = _after_the_session(kept.registrations)
    rows = (
        (say("Your sign-up"), say("Your name, your address and your other answers."), sign_up),
        (
            say("Coming to every session"),
            say("The same answers, so that we can sign you up to each date."),
            say("Until you stop. After that, as long as a sign-up."),
        ),
        (
            say("A question for the panel"),
            say(
                "The question, without your name. It waits until others have signed up too. Then it goes on together "
                "with theirs, and nothing that we keep says whose it was."
            ),
            sign_up,
        ),
        (
            say("Your attendance"),
            say("When you joined and left the Teams meeting, under a code instead of your name."),
            sign_up,
        ),
        (
            say("Your feedback"),
            say(
                "What you wrote, without your name: nothing that we keep says whose it was, so we cannot erase it for "
                "you. We also keep a code instead of your name, which says that you have answered."
            ),
            _after_the_session(kept.feedback),
        ),
        (
            say("Which emails we sent you"),
            say("What each was about and when it went, under a code instead of your address."),
            say_many(
                "{count} day after the session or the bulletin.",
                "{count} days after the session or the bulletin.",
                count=kept.registrations,
            ),
        ),
        (
            say("A sign-up that we could not use"),
            say("The answers as they came, so that we can put them right."),
            say_many("{count} day after it came.", "{count} days after it came.", count=kept.refused_responses),
        ),
        (
            say("A subscription to the bulletin"),
            say("Your name and your address."),
            say("Until you unsubscribe. After that we keep a code, so that nobody adds you again."),
        ),
        (
            say("What the team did"),
            say("Who of the team changed something in the café, when and why, under a code instead of their name."),
            say_many("{count} day after it was done.", "{count} days after it was done.", count=kept.audit),
        ),
        (
            say("The sessions and the bulletin"),
            say("When a session was, its figures without names, and what the bulletin said."),
            say(
                "{sessions} days after the session; {bulletin} days for an issue of the bulletin.",
                sessions=kept.sessions,
                bulletin=kept.bulletin,
            ),
        ),
    )
    return render("pages/privacy.html", programme=programme, kept=rows, rule=programme.small_numbers)


def _after_the_session(days: int) -> str:
    return say_many("{count} day after the session.", "{count} days after the session.", count=days)
