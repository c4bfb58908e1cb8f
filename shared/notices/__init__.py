"""Notices: what the team writes to everyone who signed up for a session."""
