"""Conversations with one endpoint: what `connect`, `send` and `listen` share."""
