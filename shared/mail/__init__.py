"""Mail: one delivery for each person and purpose, its turn in its mailbox, and the letter itself."""
