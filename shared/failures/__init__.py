"""Failed work: we keep it with its cause, and tell the team once."""
