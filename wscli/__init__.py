"""wscli: a command-line WebSocket client and tester."""

__version__ = "0.1.0"
