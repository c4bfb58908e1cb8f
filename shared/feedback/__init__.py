"""Feedback: what people say after a session, and asking them for it."""
