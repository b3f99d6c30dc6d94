"""School safety inspections that work without a network."""

__version__ = "0.1.0"
