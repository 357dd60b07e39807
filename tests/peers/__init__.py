"""Real peers for tests to talk to: servers, proxies, certificates, and a listener.

Each is an (async) context manager on a free port of 127.0.0.1 that leaves nothing
behind. `tcp.serve` is the one that everything misbehaving is made of: what a test
wants on the wire is written there octet by octet.
"""
