"""Text that people typed: what we keep of it, how we search it, and which text is an email address."""
