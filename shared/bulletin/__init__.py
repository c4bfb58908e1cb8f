"""The bulletin: items from the horizon scan, the issues they go into, and the readers."""
