"""Figures: counting people, hiding small numbers, and keeping the digest's figures for comparison."""
