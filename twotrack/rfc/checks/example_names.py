"""Check that names and addresses in examples are reserved for documentation.

Sources: RFC 2606 and RFC 6761 (names), RFC 5737, RFC 3849 and RFC 9637 (addresses).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.checks.code_blocks import line_in
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_IN_CODE = re.compile(
    # After a scheme, after the sigil and local part of a Matrix identifier or an address, or in a Host field.
    rf"(?:[a-z][a-z0-9+.-]*://(?:[^\s/@\"]*@)?|[@!#$][^\s:\"@]*:|[\w.+-]@|\bhost:\s*)(?P<host>{_HOST})",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org)|arpa|local)$")
# Registries and publishers of standards, which examples refer to by their real names.
_REGISTRIES = re.compile(r"(?:^|\.)(?:ietf\.org|iana\.org|rfc-editor\.org|w3\.org|json-schema\.org)$")
_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)")
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])[0-9a-f:]*[0-9a-f]::[0-9a-f:]*(?![\w:])",
    re.IGNORECASE,
)
_DOCUMENTATION = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "2001:db8::/32",
        "3fff::/20",
        "233.252.0.0/24",
    )
)


def hosts(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report domain names in code that are not reserved for documentation."""
    for where, line in _lines(written):
        for found in _IN_CODE.finditer(line):
            host = found["host"].lower()
            if not _RESERVED.search(host) and not _REGISTRIES.search(host):
                text = f"'{host}' in an example is not reserved; use one under example.org or .example"
                report.add("rfc-example-name", where, text)


def addresses(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report IP addresses in code that are not reserved for documentation."""
    for where, line in _lines(written):
        for found in (*_V4.finditer(line), *_V6.finditer(line)):
            if (address := _address(found[0])) is None or not address.is_global:
                continue
            if not any(
                address in network for network in _DOCUMENTATION if network.version == address.version
            ):
                text = f"'{found[0]}' in an example is not reserved; use 192.0.2.0/24 or 2001:db8::/32"
                report.add("rfc-example-address", where, text)


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(written)
    except ValueError:
        return None


def _lines(written: DraftXml) -> Iterator[tuple[Origin, str]]:
    for element in written.root.iter("sourcecode", "artwork"):
        if element.get("type") not in {"abnf", "svg"}:
            for number, line in enumerate(_text(element).split("\n"), start=1):
                yield line_in(element, written, number), line


def _text(element: _Element) -> str:
    return (element.text or "").strip("\n")
