"""Colleagues: who of the team signed in, so that a person can be named where only their id is kept."""
