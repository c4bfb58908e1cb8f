"""Attendance: who was there, according to Teams' reports."""
