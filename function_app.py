"""The app on one screen: each step of the café has one file or package, and one line here."""

import azure.functions as func

from functions import (
    api_description,
    bulletin,
    closing,
    confirmation,
    console,
    delivery,
    digest,
    failed_work,
    feedback,
    held,
    horizon,
    meetings,
    my_registration,
    notices,
    operations,
    pages,
    planning,
    privacy,
    programme,
    reconciliation,
    registration,
    releasing,
    reminders,
    rescheduling,
)
from shared.telemetry.quieting import quieten_libraries
from shared.telemetry.tracing import name_traces_in_logs

quieten_libraries()
name_traces_in_logs()
app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)

app.register_functions(planning.blueprint)
app.register_functions(programme.blueprint)
app.register_functions(meetings.blueprint)
app.register_functions(rescheduling.blueprint)
app.register_functions(notices.blueprint)
app.register_functions(registration.blueprint)
app.register_functions(reconciliation.blueprint)
app.register_functions(releasing.blueprint)
app.register_functions(my_registration.blueprint)
app.register_functions(confirmation.blueprint)
app.register_functions(reminders.blueprint)
app.register_functions(delivery.blueprint)
app.register_functions(closing.blueprint)
app.register_functions(feedback.blueprint)
app.register_functions(digest.blueprint)
app.register_functions(held.blueprint)
app.register_functions(horizon.blueprint)
app.register_functions(bulletin.blueprint)
app.register_functions(console.blueprint)
app.register_functions(failed_work.blueprint)
app.register_functions(operations.blueprint)
app.register_functions(privacy.blueprint)
app.register_functions(api_description.blueprint)
app.register_functions(pages.blueprint)  # last, because it answers every other address
