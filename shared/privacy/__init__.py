"""Privacy: every table about people, listed once, and how somebody is forgotten."""
