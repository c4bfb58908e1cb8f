"""The only error that ends the host before it serves."""


class HostError(Exception):
    """The host cannot start. The text gives the reason in one sentence. The command ends with exit code 2."""
