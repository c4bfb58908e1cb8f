"""Graph as Microsoft offers it. Only this package imports its SDK."""
