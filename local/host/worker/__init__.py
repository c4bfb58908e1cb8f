"""The host's worker: Microsoft's own runtime, and the functions that it runs."""
