"""The worked example of `deploy/`, run as it stands."""
