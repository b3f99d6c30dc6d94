"""The checklists, and the engine that understands them."""
