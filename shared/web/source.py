"""Where a request comes from: the network of its sender, without the sender's own address.

App Service adds the sender's address at the end of X-Forwarded-For. What stands before it came with the request, and
may be anything.
"""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network

from shared.keys import Keys

IPV4_BITS, IPV6_BITS = 24, 64
"""A household or a hospital changes its address within such a network."""


def source_of(headers: Mapping[str, str], keys: Keys, now: datetime) -> str:
    """The key of the sender's network, another one each day. Empty if the request does not say where it comes from."""
    network = network_of(headers)
    return keys.of("source", f"{now:%Y-%m-%d}", network) if network else ""


def network_of(headers: Mapping[str, str]) -> str:
    """The sender's /24 or /64, such as `203.0.113.0/24`; empty if the platform did not say."""
    said = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    host = said[1:].partition("]")[0] if said.startswith("[") else said
    if host.count(":") == 1:  # an address of IPv4 with a port
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    bits = IPV4_BITS if address.version == 4 else IPV6_BITS
    return str(ip_network(f"{address}/{bits}", strict=False))
