"""What pages say when the gate turns a text back."""

from shared.language.catalogue import say


def naming_somebody() -> str:
    """The error at a field whose text identifies somebody."""
    return say("Leave out names, numbers and anything else that shows who somebody is")
