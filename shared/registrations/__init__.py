"""Registrations: who comes to which session, who waits for a seat, who comes every time."""
