"""Permissive codecs: they read anything without raising."""
