"""The app on one screen: each step of the café is one file, and one line here."""

import azure.functions as func

from functions import (
    bulletin,
    closing,
    confirmation,
    delivery,
    digest,
    feedback,
    horizon,
    meetings,
    my_registration,
    operations,
    pages,
    planning,
    registration,
    reminders,
    rescheduling,
    retention,
    sign_up_page,
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)

app.register_functions(planning.blueprint)
app.register_functions(meetings.blueprint)
app.register_functions(rescheduling.blueprint)
app.register_functions(registration.blueprint)
app.register_functions(sign_up_page.blueprint)
app.register_functions(my_registration.blueprint)
app.register_functions(confirmation.blueprint)
app.register_functions(reminders.blueprint)
app.register_functions(delivery.blueprint)
app.register_functions(closing.blueprint)
app.register_functions(feedback.blueprint)
app.register_functions(digest.blueprint)
app.register_functions(horizon.blueprint)
app.register_functions(bulletin.blueprint)
app.register_functions(operations.blueprint)
app.register_functions(retention.blueprint)
app.register_functions(pages.blueprint)  # last: it answers at every other address
