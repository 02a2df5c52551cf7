"""AI transformation: how to bring a capability to many units, when, at what risk, how it goes."""
