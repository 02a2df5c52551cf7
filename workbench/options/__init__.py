"""Step 3a, weigh strategic options: what each would do, how they compare, what was decided."""
