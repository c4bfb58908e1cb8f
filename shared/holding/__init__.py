"""Holding: a person stops one automatic act, such as a reminder, until somebody lets it go again."""
