"""Attention: what waits for a person of the team, such as an email that could not be delivered."""
