"""Reader of `editions.yml`: validated by its schema, then checked for rules beyond a schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twotrack.config.facets import (
    Domain,
    Edition,
    Editions,
    EventKind,
    Format,
    ProvenanceClass,
    Published,
    Vocabulary,
)
from twotrack.config.lineage import Lineage, Version
from twotrack.config.schema_validation import unknown_key, validate
from twotrack.config.sides import IN, Scope, Side, Sides
from twotrack.config.yaml_lines import Map, load_or_report
from twotrack.problems import Report
from twotrack.text import Origin

_CODE = "config"
_VERSIONS = "versions"
_VERSION_KEYS = ("based_on", "evidence", "frozen", "relation", "slug")
_DOMAIN_KEYS = ("title", "pages", "because", "actors")


class _Config:
    """The file being read, and the report of its problems."""

    def __init__(self, top: Map, path: str, report: Report) -> None:
        self.top = top
        self.path = path
        self.report = report
        self.ok = True

    def fault(self, line: int, text: str) -> None:
        self.ok = False
        self.report.add(_CODE, Origin(self.path, line), text)

    def map(self, key: str) -> Map:
        """Return the mapping under a key of the file, empty if it is absent."""
        value = self.top.get(key)
        return value if isinstance(value, Map) else Map(self.top.line_of(key))


def read_editions(  # noqa: PLR0911 - a step that failed ends the reading
    source: str, path: str, report: Report
) -> Editions | None:
    """Read the text of `editions.yml`. Return None, after reporting why, if it cannot be used."""
    top = load_or_report(source, path, _CODE, report)
    if not isinstance(top, Map):
        if top is not None or not source.strip():
            text = "the file must be a mapping with `facets`, `editions` and `site`"
            report.add(_CODE, Origin(path, 1), text)
        return None
    config = _Config(top, path, report)
    wrong = validate(top, "editions", Origin(path, 1), _CODE, report)
    config.ok = not wrong
    # What depends on a part with errors is not checked: its messages would be consequences of these.
    if "versions" in wrong:
        return None
    lineage = _lineage(config)
    if wrong & {"facets", "editions"} or not {"facets", "editions"} <= top.keys():
        return None
    facets = {
        name: tuple(lineage.versions) if values == _VERSIONS else tuple(values)
        for name, values in config.map("facets").items()
    }
    versioned = next((name for name, values in config.map("facets").items() if values == _VERSIONS), "")
    editions = _editions(config, facets, versioned, lineage)
    pages = _versioned(config, versioned) if "pages" not in wrong else {}
    site = top.get("site")
    if not isinstance(site, str):
        return None
    if site not in editions:
        config.fault(top.line_of("site"), f"unknown edition {site!r}; expected one of: {', '.join(editions)}")
        return None
    if "sides" in wrong:
        return None
    sides = _sides(config, facets, versioned, editions)
    domains = _domains(config, sides) if "domains" not in wrong else ()
    if not config.ok:
        return None
    published = tuple(
        Published(name, entry["cite"], entry["url"]) for name, entry in config.map("published").items()
    )
    formats = {
        name: Format(
            entry.get("name", name), f"#{entry['anchor']}" if "anchor" in entry else entry.get("url", "")
        )
        for name, entry in config.map("formats").items()
    }
    return Editions(
        facets,
        lineage,
        editions,
        site,
        pages,
        tuple(top.get("parts", ())),
        domains,
        published,
        formats,
        sides,
        versioned,
        _vocabulary(config),
        top.get("notice", ""),
        {
            name: ProvenanceClass(entry["title"], entry.get("shown", False), tuple(entry.get("excludes", ())))
            for name, entry in config.map("provenance").items()
        },
        dict(config.map("downloads")),
    )


def _lineage(config: _Config) -> Lineage:
    declared = config.map(_VERSIONS)
    versions: dict[str, Version] = {}
    slugs: dict[str, str] = {}
    for name, value in declared.items():
        entry = value if isinstance(value, Map) else Map(declared.line_of(name))
        base = entry.get("based_on")
        if base is not None and base not in versions:
            text = f"version {name!r} is based on {base!r}, which is not declared before it"
            config.fault(entry.line_of("based_on"), text)
        slug = entry.get("slug", f"v{name}")
        if slug in slugs:
            text = (
                f"versions {slugs[slug]!r} and {name!r} have the same slug {slug!r}; give one another `slug`"
            )
            config.fault(entry.line_of("slug"), text)
        slugs.setdefault(slug, name)
        values = {key: text for key, text in entry.items() if key not in _VERSION_KEYS}
        frozen, evidence = entry.get("frozen", False), entry.get("evidence", "")
        versions[name] = Version(name, slug, base, entry.get("relation"), values, frozen, evidence)
    return Lineage(versions)


def _editions(
    config: _Config, facets: dict[str, tuple[str, ...]], versioned: str, lineage: Lineage
) -> dict[str, Edition]:
    editions: dict[str, Edition] = {}
    declared = config.map("editions")
    for name, entry in declared.items():
        values: dict[str, str] = {}
        for key in entry:
            if key not in facets and key != "title":
                config.fault(entry.line_of(key), unknown_key(key, ("title", *facets)))
        for facet, known in facets.items():
            if facet not in entry:
                config.fault(entry.line, f"edition {name!r} gives no value of the facet {facet!r}")
                continue
            values[facet] = entry[facet]
            if values[facet] not in known:
                config.fault(entry.line_of(facet), unknown_value(values[facet], facet, known))
        editions[name] = Edition(name, entry.get("title", name), values, len(editions))
    _version_editions(config, facets, versioned, lineage, editions)
    return editions


def _version_editions(
    config: _Config,
    facets: dict[str, tuple[str, ...]],
    versioned: str,
    lineage: Lineage,
    editions: dict[str, Edition],
) -> None:
    """Add the edition of each version, which has the version's name."""
    if lineage.versions and not versioned:
        line = config.top.line_of(_VERSIONS)
        config.fault(line, "no facet is of versions; write `FACET: versions` under `facets`")
        return
    declared = config.top.get("version_title")
    # One of another type is reported already.
    pattern = (
        declared
        if isinstance(declared, str) and declared
        else f"{versioned.replace('_', ' ').capitalize()} {{version}}"
    )
    for version in lineage.versions.values():
        entry = config.map(_VERSIONS)[version.id]
        if version.id in editions:
            line = config.map("editions").line_of(version.id)
            config.fault(line, f"the edition {version.id!r} has the name of a version")
        for facet, value in version.values.items():
            if facet not in facets or facet == versioned:
                keys = (*_VERSION_KEYS, *(name for name in facets if name != versioned))
                config.fault(entry.line_of(facet), unknown_key(facet, keys))
            elif value not in facets[facet]:
                config.fault(entry.line_of(facet), unknown_value(value, facet, facets[facet]))
        # A version's own edition has the first value of every other facet, unless the version gives another.
        values = {facet: known[0] for facet, known in facets.items() if known}
        values |= {**version.values, versioned: version.id}
        title = pattern.replace("{version}", version.id)
        editions[version.id] = Edition(version.id, title, values, len(editions))


def unknown_value(value: str, facet: str, known: Iterable[str]) -> str:
    """Return the message for a value that a facet does not have."""
    return f"unknown value {value!r} of the facet '{facet}'; expected one of: {', '.join(known)}"


def _sides(
    config: _Config, facets: dict[str, tuple[str, ...]], versioned: str, editions: dict[str, Edition]
) -> Sides | None:
    declared = config.map("sides")
    candidates = [name for name, values in facets.items() if name != versioned and len(values) > 1]
    facet = declared.get("facet", candidates[0] if len(candidates) == 1 else "")
    if facet not in facets or facet == versioned:
        if facet:
            line = declared.line_of("facet")
            config.fault(line, f"unknown facet {facet!r} of sides; expected one of: {', '.join(candidates)}")
        return None
    site = editions[config.top["site"]].values.get(facet, "")
    own = declared.get("of")
    properties = own if isinstance(own, Map) else Map(declared.line)
    for name in properties:
        if name not in facets[facet]:
            config.fault(properties.line_of(name), unknown_value(name, facet, facets[facet]))
    sides: dict[str, Side] = {}
    folders: dict[str, str] = {}
    for name in facets[facet]:
        entry = properties.get(name, Map(properties.line))
        declared_editions = config.map("editions")
        first = next((e for e in declared_editions if editions[e].values.get(facet) == name), "")
        edition = entry.get("edition", config.top["site"] if name == site else first)
        if not edition:
            # Only versions belong to the side: it is compared, and has no pages of its own.
            pass
        elif edition not in editions or editions[edition].values.get(facet) != name:
            known = (e.name for e in editions.values() if e.values.get(facet) == name)
            text = f"unknown edition {edition!r} of the side {name!r}; expected one of: {', '.join(known)}"
            config.fault(entry.line_of("edition"), text)
        folder = "" if name == site else entry.get("folder", name)
        if folder in folders:
            text = f"the sides {folders[folder]!r} and {name!r} have the same folder {folder!r}"
            config.fault(entry.line_of("folder"), text)
        folders[folder] = name
        title = entry.get("title", name)
        text = entry.get("text", f"{title} text")
        sides[name] = Side(
            name,
            title,
            text,
            edition,
            folder,
            entry.get("form", "list"),
            entry.get("body", title),
            entry.get("meaning", ""),
        )
    return Sides(facet, sides, site)


def _versioned(config: _Config, versioned: str) -> dict[str, str]:
    """Return template page -> pattern of the pages cut from it."""
    declared = config.map("pages")
    patterns: dict[str, str] = {}
    for page, entry in declared.items():
        if entry["for"] != versioned:
            known = (
                f"expected the facet of versions, {versioned!r}" if versioned else "no facet is of versions"
            )
            config.fault(entry.line_of("for"), f"unknown facet {entry['for']!r} in `for`; {known}")
        pattern: str = entry["as"]
        parts = pattern.split("/")
        rest = pattern.replace("{slug}", "", 1)
        if "{slug}" not in pattern or "{" in rest or "}" in rest:
            config.fault(entry.line_of("as"), "`as` must contain `{slug}` once, such as rooms/{slug}.md")
        elif not pattern.endswith(".md") or any(part in {"", ".", ".."} for part in parts) or "\\" in pattern:
            text = (
                f"`as` must be the path of a page below the site, such as rooms/{{slug}}.md, not {pattern!r}"
            )
            config.fault(entry.line_of("as"), text)
        elif pattern in patterns.values():
            config.fault(entry.line_of("as"), f"two pages are written as {pattern!r}")
        patterns[page] = pattern
    return patterns


def _domains(config: _Config, sides: Sides | None) -> tuple[Domain, ...]:
    names = tuple(sides.sides) if sides else ()
    domains = []
    for name, entry in config.map("domains").items():
        scopes: dict[str, Scope] = {}
        for key in entry:
            if key in _DOMAIN_KEYS:
                continue
            if key not in names:
                config.fault(entry.line_of(key), unknown_key(key, (*_DOMAIN_KEYS, *names)))
            scopes[key] = _scope(entry[key], entry.get("because", ""))
            if scopes[key].verdict != "in" and not scopes[key].because:
                text = (
                    f"the domain {name!r} is `{scopes[key].verdict}` for {key}: give the reason as `because`"
                )
                config.fault(entry.line_of(key), text)
        domains.append(
            Domain(name, entry["title"], tuple(entry["pages"]), tuple(entry.get("actors", ())), scopes)
        )
    return tuple(domains)


def _scope(value: Any, because: str) -> Scope:
    if isinstance(value, Map):
        return Scope(value["scope"], value["because"])
    return Scope(value, because) if value != "in" or because else IN


def _vocabulary(config: _Config) -> Vocabulary:
    words = config.map("vocabulary")
    history = words.get("history") or {}
    places = config.map("data")
    default = Vocabulary()
    return Vocabulary(
        tuple(words.get("actors", default.actors)),
        tuple(_event_kind(name, kind) for name, kind in words["event_kinds"].items())
        if "event_kinds" in words
        else default.event_kinds,
        tuple(history.get("added", ())),
        tuple(history.get("changed", ())),
        dict(places),
    )


def _event_kind(name: str, kind: Any) -> EventKind:
    return (
        EventKind(name, kind) if isinstance(kind, str) else EventKind(name, kind["title"], kind["property"])
    )
