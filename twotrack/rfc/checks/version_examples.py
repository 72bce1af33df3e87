"""Examples compared with the version that the draft describes.

If a member of a JSON example has the name of a facet, such as `"edition"`, and one of the facet's values,
this must be the value of the draft's edition.
"""

from __future__ import annotations

import re

from twotrack.config.facets import Editions
from twotrack.problems import Report
from twotrack.rfc.checks.code_blocks import blocks, line_in
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

_MEMBER = re.compile(r'"(?P<name>[\w.-]+)"\s*:\s*"(?P<value>[^"]*)"')


def version_examples(written: DraftXml, meta: Meta, report: Report, editions: Editions) -> None:
    """Report members of examples that have the value of another edition."""
    edition = editions.editions.get(meta.text("edition") or editions.site)
    if edition is None:
        return
    for element, text in blocks(written, "json", "http", "http-message"):
        for number, line in enumerate(text.split("\n"), start=1):
            for member in _MEMBER.finditer(line):
                values = editions.facets.get(member["name"], ())
                if member["value"] in values and member["value"] != edition.values[member["name"]]:
                    report.add(
                        "lint-example-version",
                        line_in(element, written, number),
                        f"the example has {member['name']} {member['value']!r}, and this draft describes"
                        f" {edition.values[member['name']]!r}; correct it",
                    )
