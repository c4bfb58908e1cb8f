"""Questions for the panel: screened, kept without an author, grouped by theme."""
