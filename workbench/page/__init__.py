"""What a cell of a notebook hands to a page: records, the words around them, provenance."""
