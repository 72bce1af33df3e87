"""Fetch missing references into `drafts/references.yml`; no other module here uses the network."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any

import yaml
from lxml import etree
from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.text import Origin

BIBXML = "https://bib.ietf.org/public/rfc/"
"""The bibliographic service of the IETF, which serves a `<reference>` for a key."""

_FOLDERS = {
    "RFC": "bibxml",
    "I-D": "bibxml3",
    "W3C": "bibxml4",
    "3GPP": "bibxml-3gpp-new",
    "IEEE": "bibxml6",
    "DOI": "bibxml7",
    "IANA": "bibxml8",
}
_MISC = frozenset({"ANSI", "CCITT", "FIPS", "ISO", "ITU", "NIST", "OASIS", "PKCS"})
_TIMEOUT = 30
_LARGEST = 1_000_000

Get = Callable[[str], bytes]


def url_of(key: str, service: str = BIBXML) -> str | None:
    """Build the address of the entry for a citation key; None if the service has no such kind."""
    if match := re.fullmatch(r"(RFC|BCP|STD)0*(\d+)", key):
        folder = "bibxml" if match[1] == "RFC" else "bibxml-rfcsubseries-new"
        return f"{service}{folder}/reference.{match[1]}.{int(match[2]):04}.xml"
    kind, dot, name = key.partition(".")
    folder = _FOLDERS.get(kind) or ("bibxml2" if kind in _MISC else "")
    if not (dot and name and folder) or not re.fullmatch(r"[\w./()+-]+", name) or ".." in name:
        return None
    return f"{service}{folder}/reference.{kind}.{name}.xml"


def get(url: str) -> bytes:
    """Fetch one address."""
    request = urllib.request.Request(url, headers={"User-Agent": "build_rfc"})  # noqa: S310 - made by url_of
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - as above
        data: bytes = answer.read(_LARGEST)
    return data


def fetch(keys: Iterable[str], report: Report, path: str, *, service: str = BIBXML, via: Get = get) -> str:
    """Fetch the entries for keys; return them as YAML to append to the file at `path`, named in messages."""
    out = ""
    for key in sorted(set(keys)):
        url = url_of(key, service)
        if url is None:
            report.add(
                "rfc-fetch", Origin(path, 0), f"'{key}' is no key that the service knows; define it by hand"
            )
            continue
        try:
            entry = entry_of(via(url))
        except (urllib.error.URLError, TimeoutError, OSError, etree.XMLSyntaxError, ValueError) as error:
            report.add("rfc-fetch", Origin(path, 0), f"'{key}' was not found at {url}: {error}")
            continue
        out += yaml.safe_dump({key: entry}, sort_keys=False, allow_unicode=True, width=100)
    return out


def entry_of(data: bytes) -> dict[str, Any]:
    """Convert a `<reference>` to YAML fields. Raises ValueError for any other element."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.tag != "reference" or root.find("front/title") is None:
        raise ValueError("this is no reference")
    entry: dict[str, Any] = {"title": _text(root, "front/title")}
    if target := root.get("target"):
        entry["target"] = target
    entry["author"] = [_author(author) for author in root.iterfind("front/author")]
    date = root.find("front/date")
    if date is not None and (written := " ".join(filter(None, map(date.get, ("day", "month", "year"))))):
        entry["date"] = written
    series = {str(info.get("name")): str(info.get("value")) for info in root.iterfind(".//seriesInfo")}
    if series:
        entry["seriesinfo"] = series
    if words := _text(root, "refcontent"):
        entry["refcontent"] = words
    return entry


def _author(author: _Element) -> dict[str, str]:
    names = {key: value for key in ("fullname", "initials", "surname", "role") if (value := author.get(key))}
    organization = _text(author, "organization")
    return names | ({"organization": organization} if organization else {})


def _text(element: _Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())
