"""How every picture looks: theme, labels that keep clear of each other, words of captions."""
