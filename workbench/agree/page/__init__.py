"""What a reader reads: results in, records of sentences and tables out."""
