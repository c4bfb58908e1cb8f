"""Pressure: how often the public forms are posted, and what is asked of the next post."""
