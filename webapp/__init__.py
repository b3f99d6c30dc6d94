"""The phone app's build: turns the sources into a site that installs and works with no network."""
