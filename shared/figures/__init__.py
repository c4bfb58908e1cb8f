"""Figures: people counted, small numbers hidden, and the digest's figures kept for comparison."""
