"""Reminders: when each one is due, and reminding everybody who still comes."""
