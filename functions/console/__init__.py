"""The console: the pages that people sign in for, one file for each.

ahead        GET, POST /console/ahead/{act}      -> what will happen: read, held, let go, started early
audit_trail  GET /console/audit-trail            -> who did what
bulletin          GET /console/bulletin -> drafts, fresh items, issues, readers
bulletin_flash    GET, POST /console/bulletin/flash/new -> draft an issue on any day
bulletin_issue    GET, POST /console/bulletin/{issue} -> read, save, approve, hold or call off an issue
bulletin_items    GET, POST /console/bulletin/items/new, …/{source}/{item} -> add, edit, correct or take out an item
bulletin_preview  GET /console/bulletin/{issue}/mail, …/page -> an issue as a mail and as a page
bulletin     GET, POST /console/bulletin/{issue} -> read, save, approve or call off a draft
deliveries   GET /console/deliveries             -> emails: what went wrong, how far those of a session have come
failed_work  GET, POST /console/failed-work      -> what could not be done, and why; tried again or given up
health       GET /console/health                 -> whether the café works
held         GET, POST /console/held             -> read held texts, let them pass or refuse them
numbers      GET /console/numbers                -> each series over time
people       GET, POST /console/people…                   -> somebody found, corrected, erased; everything held
places       GET, POST /console/sessions/{session}/register/{person}… -> one place, and what the team does about it
programme    GET, POST /console/settings/programme… -> versions, the draft, files -> programme-published
register     GET, POST /console/sessions/{session}/register           -> who comes
sections     GET, POST /console/settings/{section}, …/{section}/{entry} -> change the programme's draft
settings     GET /console/settings               -> what can be set, and what runs
new_session  GET, POST /console/new-session      -> a session that no rule gives
session_acts GET, POST /console/sessions/{session}/change/{change} -> moved, cancelled, restored and so on
sessions     GET /console/sessions               -> the sessions of a month, and each with its parts
today        GET /console                        -> the next sessions, what waits, and what will happen
waiting      GET, POST /console/waiting          -> what waits about people, and deciding about it
"""

from functions.console import (
    ahead,
    audit_trail,
    bulletin,
    bulletin_flash,
    bulletin_issue,
    bulletin_items,
    bulletin_preview,
    deliveries,
    failed_work,
    health,
    held,
    new_session,
    numbers,
    people,
    places,
    programme,
    programme_versions,
    register,
    sections,
    session_acts,
    sessions,
    settings,
    today,
    waiting,
)
from functions.console.blueprint import blueprint

__all__ = [
    "ahead",
    "audit_trail",
    "blueprint",
    "bulletin",
    "bulletin_flash",
    "bulletin_issue",
    "bulletin_items",
    "bulletin_preview",
    "deliveries",
    "failed_work",
    "health",
    "held",
    "new_session",
    "numbers",
    "people",
    "places",
    "programme",
    "programme_versions",
    "register",
    "sections",
    "session_acts",
    "sessions",
    "settings",
    "today",
    "waiting",
]
