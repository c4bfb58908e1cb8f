"""The step's one blueprint: its files put their triggers on it, the package registers it."""

import azure.functions as func

blueprint = func.Blueprint()
