"""Registration: what is answered in the Form, or on the page, becomes registrations.

form      POST /api/forms/sign-up -> answers checked -> response kept -> response-received
page      GET, POST /sign-up -> the same questions as a page, and the same road from there
received  response-received -> registrations -> registration-made; the question for the panel; the bulletin
"""

from functions.registration import form, page, received
from functions.registration.blueprint import blueprint

__all__ = ["blueprint", "form", "page", "received"]
