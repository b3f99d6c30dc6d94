"""A form file in the real app, live from a desk. Desk only."""
