"""Registration: answers in the Form or on the page become registrations.

form      POST /api/forms/sign-up -> answers checked -> response kept -> response-received
page      GET, POST /sign-up -> the same questions on a page; the same steps follow
mending   GET, POST /sign-up/mend/{token}, /console/sign-ups/{work} -> a refused sign-up, corrected; the same steps
confirming  the owner of an address presses the button -> provisional places become real -> registration-made
correcting  POST /api/registrations/{series}/correct-address -> places move from a mistyped address to the right one
received  response-received -> registrations -> registration-made; the question for the panel; the bulletin
"""

from functions.registration import confirming, correcting, form, mending, page, received
from functions.registration.blueprint import blueprint

__all__ = ["blueprint", "confirming", "correcting", "form", "mending", "page", "received"]
