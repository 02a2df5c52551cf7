"""Step 2, diagnose: readiness and use of a package, the bottleneck, how sure it is."""
