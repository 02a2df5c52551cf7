"""From executed notebooks to documents: the report of a site, the page over all of them."""
