"""Questions for the panel: we screen them, keep them without an author, and group them by theme."""
