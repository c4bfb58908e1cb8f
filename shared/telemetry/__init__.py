"""Telemetry: trace ids that join the log lines of one piece of work, and what is counted and measured."""
