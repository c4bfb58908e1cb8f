"""Registrations: the people who come to a session, who wait for a seat, and who come every time."""
