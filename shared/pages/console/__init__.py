"""The console: the pages that the team signs in for, one file for each, on one frame."""
