"""What experiments say: tables in, one frozen result out."""
