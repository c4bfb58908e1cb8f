"""What we could not use of somebody's sign-up, and what they can do about it."""

from shared.language.catalogue import Marked, say
from shared.programme.forms import Answer
from shared.registrations.sign_up import SignUp
from shared.services import Services

CUT = Marked(
    "Your answer to “{question}” was too long, so we kept the start of it. You can change it on your own page."
)
UNKNOWN = Marked("We do not know your answer to “{question}”. You can change it on your own page.")
WORDS = {
    Answer.QUESTION: Marked(
        "Your question was too long, so the panel does not have it. Please ask it again in 2,000 characters or fewer: "
        "{link}"
    ),
    Answer.HUB: Marked(
        "We do not know the hub you chose, so we expect you on your own device. You can change it on your own page."
    ),
    Answer.CARE: UNKNOWN,
    Answer.FOLLOW_UP: UNKNOWN,
}


def unused_words(services: Services, details: SignUp) -> list[str]:
    """A sentence about each answer that we could not use as it was."""
    questions = services.programme.forms.sign_up.questions
    return [
        say(
            WORDS.get(Answer(name), CUT),
            question=questions[Answer(name)].title,
            link=f"{services.settings.site_url}/sign-up",
        )
        for name in details.unused
        if name in questions
    ]
