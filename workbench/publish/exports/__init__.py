"""Exports for other systems and their readers: what each takes, and what was left out and why."""
