"""Feedback: short answers from people who came and people who did not.

asking  feedback-due -> everyone who had a seat is asked -> delivery-due
page    GET, POST /feedback/{token} -> the page; the answers are kept
form    POST /api/forms/feedback -> answers checked -> feedback on the last session of that café
"""

from functions.feedback import asking, form, page
from functions.feedback.blueprint import blueprint

__all__ = ["asking", "blueprint", "form", "page"]
