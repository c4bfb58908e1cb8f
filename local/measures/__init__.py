"""Measures: what the café costs, and how it behaves under load."""
