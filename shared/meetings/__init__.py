"""Meetings: each session's Teams meeting in the organiser's calendar."""
