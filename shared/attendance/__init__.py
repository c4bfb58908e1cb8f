"""Attendance: who was there, out of Teams' reports."""
