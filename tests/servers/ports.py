"""Ports for servers that tests start."""

import socket


def free_port() -> int:
    """Return a port that nobody has: the kernel gives no two processes the same one soon.

    Servers of ours share a port with others that ask for it, so two test runs must not choose
    for themselves.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
