"""The console: the pages that people sign in for, one file for each.

audit_trail  GET /console/audit-trail            -> who did what
bulletin     GET, POST /console/bulletin/{issue} -> read, save, approve or call off a draft
failed_work  GET, POST /console/failed-work      -> what could not be done, and why; tried again or given up
held         GET, POST /console/held             -> read held texts, let them pass or refuse them
numbers      GET /console/numbers                -> each series over time
programme    GET, POST /console/settings/programme… -> versions, the draft, files -> programme-published
sections     GET, POST /console/settings/{section}, …/{section}/{entry} -> change the programme's draft
settings     GET /console/settings               -> what can be set, and what runs
new_session  GET, POST /console/new-session      -> a session that no rule gives
session_acts GET, POST /console/sessions/{session}/change/{change} -> moved, cancelled, restored and so on
sessions     GET /console/sessions               -> the sessions of a month, and each with its parts
"""

from functions.console import (
    audit_trail,
    bulletin,
    failed_work,
    held,
    new_session,
    numbers,
    programme,
    programme_versions,
    sections,
    session_acts,
    sessions,
    settings,
)
from functions.console.blueprint import blueprint

__all__ = [
    "audit_trail",
    "blueprint",
    "bulletin",
    "failed_work",
    "held",
    "new_session",
    "numbers",
    "programme",
    "programme_versions",
    "sections",
    "session_acts",
    "sessions",
    "settings",
]
