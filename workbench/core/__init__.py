"""Values that several steps share: money, periods, working days, methods, solver, table access."""
