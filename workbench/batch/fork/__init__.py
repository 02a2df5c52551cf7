"""Runs in forked copies of a warm process."""
