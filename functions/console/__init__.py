"""The console: the pages that people sign in for, one file for each.

bulletin   GET, POST /console/bulletin/{issue} -> read, save, approve or call off a draft
"""

from functions.console import bulletin
from functions.console.blueprint import blueprint

__all__ = ["blueprint", "bulletin"]
