"""The console: the pages that people sign in for, one file for each.

bulletin     GET, POST /console/bulletin/{issue} -> read, save, approve or call off a draft
failed_work  GET /console/failed-work            -> what could not be done, and why
held         GET, POST /console/held             -> read held texts, let them pass or refuse them
programme    GET /console/settings/programme; GET, POST …/draft; …/versions/{number}; …/upload -> programme-published
numbers      GET /console/numbers                -> each series over time
"""

from functions.console import bulletin, failed_work, held, numbers, programme, programme_versions
from functions.console.blueprint import blueprint

__all__ = ["blueprint", "bulletin", "failed_work", "held", "numbers", "programme", "programme_versions"]
