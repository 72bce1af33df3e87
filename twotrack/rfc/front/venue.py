"""The note "About This Document": the mailing list and repository of a draft, from kramdown-rfc's `venue`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml.etree import _Element

from twotrack.rfc.model.content_model import Content, inline_element

_HOSTS = {"ietf.org": "Working Group", "irtf.org": "Research Group", "iab.org": "Group"}


def venue_note(venue: Mapping[str, Any], base: str) -> _Element:
    """Write the note for a draft named `base` (without its revision)."""
    note = etree.Element("note", {"removeInRFC": "true"})
    etree.SubElement(note, "name").text = "About This Document"
    note.append(inline_element("t", _status(venue, base)))
    talk = _discussion(venue)
    if talk:
        note.append(inline_element("t", talk))
    repository = venue.get("repo") or (
        f"https://github.com/{venue['github']}" if venue.get("github") else None
    )
    if repository:
        words = "Source for this draft and an issue tracker can be found at "
        note.append(inline_element("t", [words, _link(repository), "."]))
    return note


def _status(venue: Mapping[str, Any], base: str) -> Content:
    status = _link(f"https://datatracker.ietf.org/doc/{base}/")
    latest = venue.get("latest")
    first: Content = (
        ["The latest revision of this draft can be found at ", _link(latest), ". "] if latest else []
    )
    return [*first, "Status information for this document may be found at ", status, "."]


def _discussion(venue: Mapping[str, Any]) -> Content:
    out: Content = []
    mail = str(venue.get("mail") or "")
    local, _, host = mail.partition("@")
    if host:
        kind = venue.get("type") or _HOSTS.get(host, "")
        hosted = host in _HOSTS
        archive = venue.get("arch") or (
            f"https://mailarchive.ietf.org/arch/browse/{local}/" if hosted else None
        )
        subscribe = venue.get("subscribe") or (
            f"https://www.ietf.org/mailman/listinfo/{local}/" if hosted else None
        )
        group = " ".join(filter(None, (str(venue.get("group") or local), str(kind))))
        out += [
            f"Discussion of this document takes place on the {group} mailing list (",
            _link(f"mailto:{mail}"),
            ")",
        ]
        if archive:
            out += [", which is archived at ", _link(archive)]
        out.append(".")
        if subscribe:
            out += [" Subscribe at ", _link(subscribe), "."]
    if home := venue.get("home"):
        kind = venue.get("type") or _HOSTS.get(host, "Group")
        out += [f"{' ' * bool(out)}{kind} information can be found at ", _link(home), "."]
    return out


def _link(target: object) -> _Element:
    return etree.Element("eref", {"target": str(target)})
