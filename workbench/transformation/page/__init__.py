"""What a report says of the roll-out over units."""
