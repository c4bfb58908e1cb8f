"""Text that people typed: what is kept of it, how it is searched, and what is an address."""
