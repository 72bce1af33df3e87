"""`editions.yml`: reading what it declares, with every fault on its line."""

from __future__ import annotations

import re
from typing import Any

from twotrack.config.facets import Domain, Edition, Editions, Format, Published
from twotrack.config.lineage import Lineage, Version
from twotrack.config.yaml_lines import Map, load_or_report
from twotrack.problems import Report
from twotrack.text import Origin

_KEYS = frozenset(
    {"facets", "versions", "editions", "site", "pages", "parts", "domains", "published", "formats"}
)
_RELATIONS = frozenset({"subset", "rename", "fork"})
_WEB = re.compile(r"https?://[^\s\"<>]+$")
_SCOPES = frozenset({"in", "partly", "out"})


class _Config:
    """The file being read: its mapping, and where to report."""

    def __init__(self, path: str, report: Report) -> None:
        self.path = path
        self.report = report
        self.ok = True

    def fault(self, line: int, text: str) -> None:
        self.ok = False
        self.report.add("config", Origin(self.path, line), text)

    def mapping(self, parent: Map, key: str) -> Map:
        value = parent.get(key)
        if isinstance(value, Map):
            return value
        if value is not None or key not in parent:
            self.fault(parent.line_of(key), f"`{key}` must be a mapping")
        return Map(parent.line_of(key))

    def text(self, parent: Map, key: str, default: str | None = None) -> str:
        value = parent.get(key, default)
        if isinstance(value, str):
            return value
        self.fault(parent.line_of(key), f"`{key}` must be a text; quote it where it looks like a number")
        return ""

    def texts(self, parent: Map, key: str) -> tuple[str, ...]:
        value = parent.get(key)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(parent.line_of(key), f"`{key}` must be a list of texts; quote what looks like a number")
        return ()

    def only(self, parent: Map, known: frozenset[str]) -> None:
        for key in parent:
            if key not in known:
                self.fault(
                    parent.line_of(key), f"`{key}` is not known here; known: {', '.join(sorted(known))}"
                )


def read_editions(source: str, path: str, report: Report) -> Editions | None:
    """Read the text of `editions.yml`. Returns None, and reports why, where it cannot be used."""
    top = load_or_report(source, path, "config", report)
    config = _Config(path, report)
    if not isinstance(top, Map):
        if top is not None or not source.strip():
            config.fault(1, "the file must be a mapping with `facets`, `editions` and `site`")
        return None
    config.only(top, _KEYS)
    lineage = _lineage(config, top)
    facets = _facets(config, top, lineage)
    editions = _editions(config, top, facets, lineage)
    site = config.text(top, "site")
    if site and site not in editions:
        config.fault(top.line_of("site"), f"`site` names {site!r}, which is no edition")
    versioned = _versioned(config, top)
    parts = config.texts(top, "parts") if "parts" in top else ()
    domains = _domains(config, top)
    published = _published(config, top)
    formats = _formats(config, top)
    if not config.ok:
        return None
    return Editions(facets, lineage, editions, site, versioned, parts, domains, published, formats)


def _lineage(config: _Config, top: Map) -> Lineage:
    if "versions" not in top:
        return Lineage()
    versions: dict[str, Version] = {}
    declared = config.mapping(top, "versions")
    for name in declared:
        entry = config.mapping(declared, name)
        config.only(entry, frozenset({"based_on", "relation", "track", "slug"}))
        base: Any = entry.get("based_on")
        if base is not None and base not in versions:
            config.fault(
                entry.line_of("based_on"), f"{name} is based on {base!r}, which is not declared before it"
            )
        relation = entry.get("relation")
        if relation is not None and relation not in _RELATIONS:
            config.fault(entry.line_of("relation"), f"`relation` is one of {', '.join(sorted(_RELATIONS))}")
        slug = config.text(entry, "slug", f"v{name}")
        if not slug or "/" in slug or slug.startswith("."):
            config.fault(entry.line_of("slug"), f"{slug!r} cannot name a page")
        versions[name] = Version(name, slug, base, relation, entry.get("track"))
    return Lineage(versions)


def _facets(config: _Config, top: Map, lineage: Lineage) -> dict[str, tuple[str, ...]]:
    declared = config.mapping(top, "facets")
    facets: dict[str, tuple[str, ...]] = {}
    for name in declared:
        if declared[name] == "versions":
            facets[name] = tuple(lineage.versions)
        else:
            facets[name] = config.texts(declared, name)
    return facets


def _editions(
    config: _Config, top: Map, facets: dict[str, tuple[str, ...]], lineage: Lineage
) -> dict[str, Edition]:
    editions: dict[str, Edition] = {}
    declared = config.mapping(top, "editions")
    for name in declared:
        entry = config.mapping(declared, name)
        config.only(entry, frozenset({"title", *facets}))
        values = {}
        for facet, known in facets.items():
            values[facet] = config.text(entry, facet)
            if values[facet] and values[facet] not in known:
                config.fault(
                    entry.line_of(facet), f"{values[facet]!r} is no value of {facet}: {', '.join(known)}"
                )
        editions[name] = Edition(name, config.text(entry, "title", name), values, len(editions))
    versions = next(
        (facet for facet, known in facets.items() if known and known == tuple(lineage.versions)), None
    )
    for version in lineage.versions.values():
        if version.id in editions:
            config.fault(
                config.mapping(top, "editions").line_of(version.id), f"{version.id!r} is a version's name"
            )
        if versions is None:
            continue
        # A version's own edition takes the first value of every other facet, and the track it names.
        values = {facet: known[0] for facet, known in facets.items() if known}
        values[versions] = version.id
        if version.track is not None:
            values["track"] = version.track
            if version.track not in facets.get("track", ()):
                config.fault(
                    config.mapping(top, "versions").line_of(version.id), f"no track {version.track!r}"
                )
        editions[version.id] = Edition(version.id, f"Room version {version.id}", values, len(editions))
    return editions


def _versioned(config: _Config, top: Map) -> dict[str, str]:
    """Return template page -> pattern of the pages cut from it."""
    if "pages" not in top:
        return {}
    declared = config.mapping(top, "pages")
    patterns = {}
    for page in declared:
        entry = config.mapping(declared, page)
        config.only(entry, frozenset({"for", "as"}))
        config.text(entry, "for")
        pattern = config.text(entry, "as")
        if pattern.count("{slug}") != 1:
            config.fault(entry.line_of("as"), "`as` must hold `{slug}` once, such as rooms/{slug}.md")
        patterns[page] = pattern
    return patterns


def _domains(config: _Config, top: Map) -> tuple[Domain, ...]:
    if "domains" not in top:
        return ()
    declared = config.mapping(top, "domains")
    domains = []
    for name in declared:
        entry = config.mapping(declared, name)
        config.only(entry, frozenset({"title", "pages", "ietf", "because"}))
        scope = config.text(entry, "ietf")
        if scope not in _SCOPES:
            config.fault(entry.line_of("ietf"), "`ietf` is one of in, partly, out")
        domains.append(
            Domain(
                name,
                config.text(entry, "title"),
                config.texts(entry, "pages"),
                scope,
                config.text(entry, "because"),
            )
        )
    return tuple(domains)


def _published(config: _Config, top: Map) -> tuple[Published, ...]:
    """Read which pages are cited as published documents by editions that leave them out."""
    if "published" not in top:
        return ()
    declared = config.mapping(top, "published")
    found = []
    for pages in declared:
        entry = config.mapping(declared, pages)
        config.only(entry, frozenset({"cite", "url"}))
        cite, url = config.text(entry, "cite"), config.text(entry, "url")
        if cite and not re.fullmatch(r"[A-Za-z][\w.+-]*", cite):
            config.fault(entry.line_of("cite"), f"{cite!r} cannot be the key of a reference")
        if url and not _WEB.match(url):
            config.fault(entry.line_of("url"), f"{url!r} is no web address")
        found.append(Published(pages, cite, url))
    return tuple(found)


def _formats(config: _Config, top: Map) -> dict[str, Format]:
    """Read what the formats of the data are called, and where each is defined."""
    if "formats" not in top:
        return {}
    declared = config.mapping(top, "formats")
    found = {}
    for name in declared:
        entry = config.mapping(declared, name)
        config.only(entry, frozenset({"name", "anchor", "url"}))
        anchor, url = config.text(entry, "anchor", ""), config.text(entry, "url", "")
        if anchor and url:
            config.fault(entry.line_of("url"), f"{name} is defined in one place: write `anchor` or `url`")
        if anchor and not re.fullmatch(r"[\w.:-]+", anchor):
            config.fault(entry.line_of("anchor"), f"{anchor!r} is no anchor; write it without `#`")
        if url and not _WEB.match(url):
            config.fault(entry.line_of("url"), f"{url!r} is no web address")
        found[name] = Format(config.text(entry, "name", name), f"#{anchor}" if anchor else url)
    return found
