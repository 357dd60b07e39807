"""A server with every documented endpoint, for wscli to be shown and tested against."""
