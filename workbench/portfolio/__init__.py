"""All sites: comparison, and what to fund under a ceiling."""
