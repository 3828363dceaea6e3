"""Which addresses may be connected to: the public internet, and what the feeds file allows by name. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC = (
    IPv4Network("168.63.129.16/32"),  # a cloud's host service on an address that looks public
    IPv4Network("192.0.0.0/24"),  # protocol assignments; another cloud's metadata is among them
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up (RFC 7526)
    IPv6Network("fec0::/10"),  # site-local, given up (RFC 3879), still routed inside
    IPv6Network("64:ff9b:1::/48"),  # a network's own NAT64 (RFC 8215); not every Python knows it
    IPv6Network("3fff::/20"),  # examples (RFC 9637)
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x5EFE, 0x02005EFE)


class AddressRefused(Exception):
    """A host's address is private, loopback, link-local or reserved, and not allowed."""


class AddressGuard:
    """Judges addresses after the name was resolved and before anything connects, so that rebinding gains nothing.

    `allow_private` holds networks ("127.0.0.0/8"), addresses, or host names whose every address is trusted.
    """

    def __init__(self, allow_private: Iterable[str] = ()) -> None:
        self._networks, self._hosts = [], set()
        for part in allow_private:
            try:
                self._networks.append(ip_network(part, strict=False))
            except ValueError:
                self._hosts.add(part.lower().rstrip("."))

    def is_allowed(self, host: str, address: str) -> bool:
        """Return True when `address`, which `host` resolved to, may be connected to."""
        try:
            found = _unmapped(ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        if host.lower().rstrip(".") in self._hosts:
            return True
        return _in_network(found, self._networks) or is_public(found)


def _in_network(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def is_public(address: Address) -> bool:
    """Return True for an address of the public internet; of a tunnel's address both ends must be public."""
    if _in_network(address, _NOT_PUBLIC) or not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return all(is_public(inner) for inner in _tunnelled(address))


@lru_cache(maxsize=4_096)
def is_loopback(host: str) -> bool:
    """Return True when `host`, as a URL has it, is this machine by its very name."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost")


def _unmapped(address: Address) -> Address:
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _tunnelled(address: Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address carries: mapped, 6to4, Teredo, NAT64, ISATAP."""
    if isinstance(address, IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [part for part in inner if part is not None]
