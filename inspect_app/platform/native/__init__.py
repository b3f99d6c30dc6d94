"""The app built for Android and iOS by `flet build`.

Written from the documentation of Flet, flet-camera and flet-geolocator and held to the same
interface; no build of it has been run on a phone yet.
"""
