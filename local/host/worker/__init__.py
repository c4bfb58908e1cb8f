"""The host's worker: Microsoft's own runtime, and what it is asked to run."""
