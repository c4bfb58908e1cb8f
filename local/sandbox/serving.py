"""The sandbox on a socket: in this process until somebody ends it, or in a thread beside a test."""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from local.sandbox.server import application
from local.sandbox.state import Sandbox


class Connection(H11Protocol):
    """HTTP/1.1 that lets a request reach its own connection, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self.app_state = {**self.app_state, "cut": lambda: _cut(transport)}


def _cut(transport: asyncio.Transport) -> None:
    """Ends the connection as a crash would: the other side reads a reset, not an end."""
    at_once = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()


def listening(port: int) -> socket.socket:
    """A bound socket on loopback; port 0 takes any free one. OSError if the port is taken."""
    # asyncio sets TCP_NODELAY only where the socket names its protocol; without it every answer takes 40 ms.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
        bound.listen(128)
    except OSError:
        bound.close()
        raise
    return bound


def address_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


def server(sandbox: Sandbox) -> uvicorn.Server:
    """Ends within a second of SIGTERM, whatever a fault keeps hanging."""
    config = uvicorn.Config(
        application(sandbox),
        http=Connection,
        ws="none",
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextmanager
def serving(sandbox: Sandbox) -> Iterator[str]:
    """The address of a sandbox that runs in a thread of this process until the block ends."""
    bound = listening(0)
    running = server(sandbox)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        while not running.started:
            time.sleep(0.01)
        yield address_of(bound)
    finally:
        running.should_exit = True
        thread.join()
        bound.close()
