"""Privacy: we forget people when they ask for it, and when we have kept their rows long enough.

erasing     POST /api/people/erase -> seats given back, rows about them removed, bulletin ended
forgetting  timer, daily -> rows that were kept long enough are removed
"""

from functions.privacy import erasing, forgetting
from functions.privacy.blueprint import blueprint

__all__ = ["blueprint", "erasing", "forgetting"]
