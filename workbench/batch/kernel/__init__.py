"""Runs in Jupyter's kernels, where forking is unsound."""
