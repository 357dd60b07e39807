"""The only sockets, TLS sessions and asyncio transports."""
