"""Step 4, agree: parties, positions, negotiation, the record, the action plan that is agreed."""
