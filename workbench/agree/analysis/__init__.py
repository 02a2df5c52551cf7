"""Pure functions: tables and plain values in, one frozen result out."""
