"""The step's one blueprint. Its files put their triggers on it, and the app registers it."""

import azure.functions as func

blueprint = func.Blueprint()
