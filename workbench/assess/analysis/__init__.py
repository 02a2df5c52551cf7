"""From answers to levels, the lowest item, gaps and gates: tables in, one frozen result out."""
