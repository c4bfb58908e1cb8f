"""Mail: one delivery for each person and purpose, its turn in its mailbox, and what a letter is."""
