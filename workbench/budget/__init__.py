"""Step 3c, budget: what the plan costs, who pays, money in and out, what to cut."""
