"""Reminders: which is due when, and having everybody reminded who still comes."""
