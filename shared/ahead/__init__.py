"""Ahead: what the café will do by itself in the next fourteen days, and what a person does about it."""
