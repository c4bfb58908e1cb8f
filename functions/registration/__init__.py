"""Registration: answers in the Form or on the page become registrations.

form      POST /api/forms/sign-up -> answers checked -> response kept -> response-received
page      GET, POST /sign-up -> the same questions on a page; the same steps follow
mending   GET, POST /sign-up/mend/{token}, /console/sign-ups/{work} -> a refused sign-up, corrected; the same steps
received  response-received -> registrations -> registration-made; the question for the panel; the bulletin
"""

from functions.registration import form, mending, page, received
from functions.registration.blueprint import blueprint

__all__ = ["blueprint", "form", "mending", "page", "received"]
