"""The programme: one model of what a team decides about its café, and how we read it from a file."""
