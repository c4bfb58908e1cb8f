"""Load: thousands of sign-ups while the host is killed."""
