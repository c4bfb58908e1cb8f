"""The console: the pages that people sign in for, one file for each.

bulletin     GET, POST /console/bulletin/{issue} -> read, save, approve or call off a draft
failed_work  GET /console/failed-work            -> what could not be done, and why
"""

from functions.console import bulletin, failed_work
from functions.console.blueprint import blueprint

__all__ = ["blueprint", "bulletin", "failed_work"]
