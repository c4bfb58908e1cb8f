"""The accessibility page: what people can expect of the pages, and what to do if they cannot use them."""

from shared.programme.model import Programme
from shared.templates.rendering import render


def accessibility_page(programme: Programme) -> str:
    """What the pages promise, and how to ask for something else."""
    return render("pages/accessibility.html", programme=programme)
