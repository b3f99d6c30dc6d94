"""The demo district: everything in it is invented, says so, and is the same for the same day."""

from sync.server.demo.load import DemoAccess, DemoSignIn, load_demo

__all__ = ["DemoAccess", "DemoSignIn", "load_demo"]
