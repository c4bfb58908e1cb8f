"""The bulletin: items from the horizon scan, issues made of them, and who reads them."""
