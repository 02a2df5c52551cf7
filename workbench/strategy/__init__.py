"""Step 3c, the draft scaling strategy: what was decided, planned and budgeted, put together."""
