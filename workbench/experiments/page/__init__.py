"""What the reader reads about the experiments: result in, records out."""
