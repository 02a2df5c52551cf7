"""Small experiments: their effects put together, and what that says of a new place."""
