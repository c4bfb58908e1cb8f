"""Load: thousands of sign-ups at once while the functions host is killed, and whether everything came out right."""
