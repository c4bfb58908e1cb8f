"""The local stack: Azurite, the Graph sandbox and the functions host, started and ended together."""
