"""What every test shares."""

from hypothesis import settings

# How long something takes is a matter for benchmarks/, not for a test on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
