"""Measures: what the café costs, and how it holds under load."""
