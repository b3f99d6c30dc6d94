"""The app on a desk, while developing and testing."""
