"""How many: heads counted, tolls and their sums, crowds."""
