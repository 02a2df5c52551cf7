"""Scenarios: what is supposed at a site, kept beside the project, compared, and made real."""
