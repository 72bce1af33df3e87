"""The files of the project beside text and data: editions.yml, mkdocs.yml and the register of anchors."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from twotrack.importers.matrix.anchors import Anchors
from twotrack.importers.matrix.data import FORMATS
from twotrack.importers.matrix.links import Links
from twotrack.importers.matrix.source_tree import VERSION_PAGE, SourceTree
from twotrack.problems import Report
from twotrack.text import Origin

LTS = "I.1"
# The scope that MSC3923 defines for the long-term stable text. Pages that no domain names belong to the last.
_DOMAINS: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
    ("introduction", "Introduction", ("index.md",), "partly", "The architecture and the terms are shared."),
    ("rooms", "Room versions", ("rooms/",), "partly", "The LTS specifies one room version."),
    (
        *("server-server", "Server-server API", ("server-server-api.md",)),
        *("partly", "The LTS describes what servers send each other, and the transport loosely."),
    ),
    (
        "appendices",
        "Appendices",
        ("appendices.md",),
        "partly",
        "Formats and identifiers of the LTS are in scope.",
    ),
    (
        *("client-server", "Client-server API", ("client-server-api/",)),
        *("out", "How a homeserver communicates with its own clients is not part of the LTS."),
    ),
    (
        *("application-service", "Application service API", ("application-service-api.md",)),
        *("out", "It connects a homeserver to services of the same operator."),
    ),
    (
        *("identity", "Identity service API", ("identity-service-api.md",)),
        *("out", "Lookup of users by e-mail address or phone number is not needed to take part in a room."),
    ),
    (
        *("push-gateway", "Push gateway API", ("push-gateway-api.md",)),
        *("out", "It connects a homeserver to the notification services of device vendors."),
    ),
    ("olm-megolm", "Olm and Megolm", ("olm-megolm/",), "out", "End-to-end encryption is specified by MLS."),
    ("proposals", "Proposals", ("proposals.md",), "out", "The process for changes is that of Matrix."),
    ("changelog", "Changelog", ("changelog/",), "out", "It lists the changes of releases of Matrix."),
)


def editions(tree: SourceTree, links: Links, report: Report) -> str:
    """Write the text of `editions.yml`."""
    versions = tree.versions()
    last = versions[-1] if versions else "1"
    lineage: dict[str, Any] = {}
    for before, version in zip([None, *versions], versions or [last], strict=False):
        lineage[version] = {"based_on": before} if before else {}
    lineage[LTS] = {"based_on": last, "relation": "subset", "track": "ietf", "slug": LTS.lower()}
    pages = [unit.out for unit in tree.units.values()] + [VERSION_PAGE]
    config = {
        "facets": {"track": ["matrix", "ietf"], "room_version": "versions"},
        "sides": {
            "facet": "track",
            "of": {
                "matrix": {"title": "Matrix", "form": "msc"},
                "ietf": {
                    "title": "LTS",
                    "meaning": "long-term stable",
                    "body": "IETF",
                    "folder": "lts",
                    "form": "internet-draft",
                },
            },
        },
        "version_title": "Room version {version}",
        "versions": lineage,
        "editions": {
            "matrix": {"title": "Matrix specification", "track": "matrix", "room_version": last},
            "lts": {"title": f"LTS core ({LTS})", "track": "ietf", "room_version": LTS},
        },
        "site": "matrix",
        "pages": {VERSION_PAGE: {"for": "room_version", "as": "rooms/{slug}.md"}} if versions else {},
        "parts": ["client-server-api/modules/", "rooms/fragments/", "rooms/parts/"],
        "domains": {
            name: {"title": title, "pages": list(cover), "ietf": scope, "because": because}
            for name, title, cover, scope, because in _DOMAINS
            if any(page == one or page.startswith(one) for one in cover for page in pages)
        },
        "formats": _formats(tree, links, report),
    }
    return yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=110)


def _formats(tree: SourceTree, links: Links, report: Report) -> dict[str, dict[str, str]]:
    declared = tree.parsed(FORMATS) if FORMATS in tree.data else {}
    made = {}
    if not isinstance(declared or {}, dict) or not all(
        isinstance(e, dict) for e in (declared or {}).values()
    ):
        report.add("import-unconverted", Origin(f"data/{FORMATS}", 0), "expected a mapping of formats")
        return {}
    for name, entry in (declared or {}).items():
        title, url = entry.get("title", name), entry.get("url", "")
        made[name] = {"name": title}
        anchor = links.anchor(url)
        if anchor is not None:
            made[name]["anchor"] = anchor
        elif "://" in url:
            made[name]["url"] = url
        else:
            where = Origin(f"data/{FORMATS}", 0)
            report.add(
                "import-link", where, f"the URL {url} of the format {name} leads to no published section"
            )
    return made


def versioned_page(tree: SourceTree) -> str:
    """Write the page that is cut for each room version."""
    lines: list[str] = []
    titles = {page.version: page for page in tree.pages if page.version}
    last = tree.versions()[-1]
    for version in tree.versions():
        page = titles[version]
        lines += [
            f"::: only room_version == {version}",
            f"# {page.unit.content.meta.get('title') or f'Room Version {version}'} {{#{page.anchor}}}",
        ]
        if version == last:
            lines += [
                "::: else",
                f"::: only room_version == {LTS}",
                f"# Room Version {LTS} {{#page-rooms-lts}}",
            ]
            lines += [":::", ":::", f"::: only room_version >= {version}"]
        lines += ["", f"::: include {page.unit.out} level=2", ":::", ""]
    return "\n".join(lines)


def register(tree: SourceTree, anchors: Anchors) -> str:
    """Write `anchors.tsv`: each published anchor, its page, and our anchor if it has another name."""
    rows = {
        (published, page.page, ours if ours != published else "")
        for page in tree.pages
        for published, ours in anchors.by_page[page.url].items()
    }
    return "".join("\t".join(filter(None, row)) + "\n" for row in sorted(rows))


def site_configuration() -> str:
    """Write the text of `mkdocs.yml`."""
    return files("twotrack.importers.matrix").joinpath("mkdocs.yml").read_text(encoding="utf-8")
