"""Real peers for tests to talk to, on free ports of 127.0.0.1.

Each is an (async) context manager that leaves nothing behind.

- `tcp`: a server that does exactly what a test writes down, octet by octet; `opening`
  and `frames` are what it needs to speak WebSocket, legally or not.
- `echo`: sound WebSocket servers. `certificates`: authorities, and TLS contexts of
  servers. `proxies`: tinyproxy, microsocks, and TLS in front of them.
- `script`, `exchange`: one connection after a script. `streaming`: before the frames.
- `talk`: whole conversations.
- `recorder`, `settling`: hearing what there is to hear, and waiting until there is no
  more of it.
"""
