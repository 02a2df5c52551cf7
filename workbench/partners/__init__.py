"""Step 3b, map and choose partners: the network, who is needed, in which form."""
