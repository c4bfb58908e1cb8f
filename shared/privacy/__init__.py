"""Privacy: one list of every table about people, and how we forget a person."""
