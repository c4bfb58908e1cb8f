"""Delivery: the one place that sends mail and finds out whether a mail was sent."""
