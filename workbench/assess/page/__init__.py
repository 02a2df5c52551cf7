"""What a reader reads of an assessment."""
