"""The programme: what a team decides about its café, as one model, and how it is read from a file."""
