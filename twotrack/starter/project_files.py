"""The files of a new project, rendered from the templates of this package."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from twotrack import __version__
from twotrack.config.schema_validation import schema

TEMPLATE = Path(__file__).parent / "template"
# Files that an existing draft replaces.
_EXAMPLE = ("drafts/", "spec/protocol/", "spec/extensions/", "spec/ledger/D")
_SCHEMAS = ("editions", "ledger-entry")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a new project: its title, sides and versions, and whether it has a draft.

    The first side is the one that the website shows. `organization` is the author of the draft. `foreign` is
    the name of an existing draft that takes the place of the example.
    """

    title: str
    sides: tuple[str, ...]
    titles: tuple[str, ...]
    versions: tuple[str, ...] = ()
    draft: bool = True
    organization: str = "Editors of this specification"
    foreign: str = ""

    @property
    def slug(self) -> str:
        """The title as part of a draft's name."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")[:30].strip("-") or "example"


def edition_of_side(side: str) -> str:
    """Return the name of the edition with the text of a side other than the first."""
    return f"{side}-text"


def project_files(options: Options, today: dt.date) -> dict[str, str]:
    """Return the content of each file of a new project by its path."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        # The usual delimiters are part of the dialect.
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        autoescape=False,
    )
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.filters["markdown"] = _as_markdown
    environment.filters["yaml"] = _as_yaml
    values = {
        "title": options.title,
        "sides": options.sides,
        "titles": options.titles,
        "versions": options.versions,
        "draft": options.draft,
        "organization": options.organization,
        "slug": options.slug,
        "foreign": options.foreign,
        "today": today.isoformat(),
        "version": __version__,
    }
    files = {}
    for name in _names(options):
        path = name.replace("draft-core.md", f"draft-{options.slug}-core.md")
        files[path] = environment.get_template(name).render(values)
    for name in _SCHEMAS:
        files[f".schemas/{name}.schema.json"] = json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"
    return files


def _as_markdown(words: str) -> str:
    """Return Markdown that shows `words` as they are."""
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_{}\[\]#|])", r"\\\1", words)


def _as_yaml(name: str) -> str:
    """Return a name as a YAML scalar, quoted if it would be read as another type."""
    return name if isinstance(yaml.safe_load(name), str) else json.dumps(name)


def _names(options: Options) -> Iterator[str]:
    for path in sorted(TEMPLATE.rglob("*")):
        name = path.relative_to(TEMPLATE).as_posix()
        if not path.is_file() or (options.foreign and name.startswith(_EXAMPLE)):
            continue
        if options.draft or not name.startswith("drafts/"):
            yield name
