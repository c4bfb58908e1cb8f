"""Privacy: people are forgotten, when they ask for it and when the time is over.

erasing     POST /api/people/erase -> seats given back, rows about them removed, bulletin ended
forgetting  timer, daily -> what was kept long enough is removed
"""

from functions.privacy import erasing, forgetting
from functions.privacy.blueprint import blueprint

__all__ = ["blueprint", "erasing", "forgetting"]
