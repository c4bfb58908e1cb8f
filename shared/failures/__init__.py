"""Failed work: what was given up is kept with its cause, and the team is told once."""
