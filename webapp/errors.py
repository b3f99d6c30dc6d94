"""What can stop the build, each as a sentence that says what to do."""


class BuildError(Exception):
    """The site could not be built; the message is one sentence for the person at the terminal."""
