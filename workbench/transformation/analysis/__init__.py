"""Approach, roadmap, indicators, risks and pitfalls: pure functions of tables and values."""
