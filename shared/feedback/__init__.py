"""Feedback: asking people after a session, and keeping what they say."""
