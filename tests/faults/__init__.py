"""The fault harness: the app's own process is killed before and after every call it makes, and the world compared."""
