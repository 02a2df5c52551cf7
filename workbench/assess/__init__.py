"""Assess a site on the items of a framework: where it stands, what is required, what is missing."""
