"""The console: the signed-in pages, one file for each screen.

bulletin   GET, POST /console/bulletin/{issue} -> a draft read, saved, approved, called off
"""

from functions.console import bulletin
from functions.console.blueprint import blueprint

__all__ = ["blueprint", "bulletin"]
