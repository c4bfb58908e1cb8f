"""The gate: what happens to a text before anybody reads it. It is judged here, by rules alone."""
