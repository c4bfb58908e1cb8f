"""Asking the stack's own servers over HTTP, often and cheaply."""

from functools import cache

import httpx


@cache
def asker() -> httpx.Client:
    """This process's client. It is made once, because reading the certificates takes longer than most questions.

    It keeps no connection: a host may have been killed and another started at the same address.
    """
    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)
