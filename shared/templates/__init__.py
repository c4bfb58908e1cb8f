"""Templates of pages and mails, how they are rendered, and the files that pages load."""
