"""Finished inspections on their way to ODK Central or KoboToolbox, by OpenRosa."""
