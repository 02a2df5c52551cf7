"""A project as a value: read, opened at a site, seen as of a day, written."""
