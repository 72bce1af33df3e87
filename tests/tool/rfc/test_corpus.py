"""A published draft of 143 KB, compared with the output of kramdown-rfc and xml2rfc.

The draft is built unchanged except for the lines in `CHANGES`. The remaining differences are in `EXPLAINED`
and `test_the_words_agree`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import Counter

import pytest
from lxml import etree

from tests.conftest import ROOT
from tests.corpus import CORPUS
from tests.tool.rfc import drafts
from twotrack import inputs
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.front import dates
from twotrack.rfc.tools import aasvg as drawings

FOLDER = CORPUS / "linearized-matrix"
NAME = "draft-ralston-mimi-linearized-matrix"

CHANGES = (
    # (text, replacement): all changes made to the draft.
    # kramdown-rfc numbers each list from 1; here nested lists count as 4.2.1 unless disabled.
    ("\ncategory: std\n", "\ncategory: std\nnested-counters: false\n"),
    # kramdown-rfc folds code only if enabled.
    ("\ncategory: std\n", "\ncategory: std\nfold: false\n"),
)

AASVG = drawings.find(ROOT)

# Five diagrams also have an SVG if aasvg is installed.
EXPLAINED = {"artwork": 0 if AASVG else -5}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> draft_build.Built:
    if not FOLDER.is_dir():
        pytest.skip("the draft is not on this machine")
    root = tmp_path_factory.mktemp("corpus")
    report = Report()
    (root / "drafts").mkdir()
    (root / inputs.REFERENCES).write_text(_placeholders(), encoding="utf-8")
    opened = drafts.project(root, report)
    text = (FOLDER / "draft.md").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new, 1)
    path = root / "drafts" / f"{NAME}.md"
    path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", _day_of_the_reference())
        patch.setattr(drawings, "find", lambda _root: AASVG)
        made = draft_build.build(opened, draft_build.read_draft(opened, path), ["xml", "txt"], "03")
    assert made is not None, "\n".join(map(str, report.problems))
    assert not [p for p in report.problems if p.severity == "error"]
    return made


def _day_of_the_reference() -> str:
    """Return the day on which the reference output was made, in seconds: the draft itself has no date."""
    date = etree.parse(FOLDER / "reference.xml").find("front/date")
    assert date is not None
    day = dates.complete({str(key): str(value) for key, value in date.attrib.items()})
    return str(int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()))


def _placeholders() -> str:
    """Return the references to drafts that the reference output was made with, as `references.yml`."""
    out = []
    for entry in etree.parse(FOLDER / "reference.xml").iter("reference"):
        name = entry.get("anchor") or ""
        info = entry.find("seriesInfo")
        if name.startswith("I-D.") and info is not None:
            out.append(
                f"{name}: {{title: {entry.findtext('front/title')}, author: {{ins: J. Doe, name: J. Doe}}, "
                f"date: 2023-07, seriesinfo: {{Internet-Draft: {info.get('value')}}}}}\n"
            )
    return "".join(out)


def test_it_has_the_same_elements(built: draft_build.Built) -> None:
    reference = etree.parse(FOLDER / "reference.xml").getroot()
    made = etree.fromstring(built.outputs["xml"])
    assert _quoted(reference) == _texts(made, "blockquote")
    theirs, ours = _counts(reference), _counts(made)
    names = (
        "section",
        "xref",
        "sourcecode",
        "artwork",
        "dt",
        "li",
        "bcp14",
        "reference",
        "ol",
        "eref",
        "tt",
        "strong",
        "em",
        "blockquote",
    )
    assert {name: ours[name] - theirs[name] for name in names} == {
        name: EXPLAINED.get(name, 0) for name in names
    }


def test_the_words_agree(built: draft_build.Built) -> None:
    theirs = _words((FOLDER / "reference.txt").read_text(encoding="utf-8"))
    ours = _words(built.outputs["txt"].decode())
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    assert same / max(len(theirs), len(ours)) >= 0.995
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            there, here = " ".join(theirs[a:b]), " ".join(ours[c:d])
            assert any(shape.fullmatch(f"{there} > {here}") for shape in UNDERSTOOD), (
                f"{there!r} became {here!r}"
            )


UNDERSTOOD = (
    # The bar beside a quotation.
    re.compile(r" > \|"),
    # The RFC Editor's reference names the sub-series, and leads to the page about the RFC.
    re.compile(r" > (?:STD|BCP) \d+,"),
    re.compile(
        r"<https://www\.rfc-editor\.org/rfc/rfc(\d+)>\. > <https://www\.rfc-editor\.org/info/rfc\1>\."
    ),
)


def _quoted(root: etree._Element) -> list[str]:
    """Convert the quotations of kramdown-rfc to those of this project, and return their texts.

    `> …` is a list without bullets there (a quotation only with an attribute), and its key words are
    tagged; here it is a <blockquote>, whose key words are another document's.
    """
    lists = root.findall(".//ul[@empty='true']")
    for listed in lists:
        listed.tag = "blockquote"
        for item in listed.findall("li"):
            for paragraph in item:
                listed.append(paragraph)
            listed.remove(item)
    for listed in lists:
        etree.strip_tags(listed, "bcp14")
    return _texts(root, "blockquote")


def _texts(root: etree._Element, tag: str) -> list[str]:
    return [" ".join("".join(map(str, e.itertext())).split()) for e in root.iter(tag)]


def _counts(root: etree._Element) -> Counter[str]:
    return Counter(str(element.tag) for element in root.iter(etree.Element))


def _words(text: str) -> list[str]:
    """Return the words of a text without the foot and head of pages, and the dots of the contents."""
    kept = []
    for line in text.split("\n"):
        if re.fullmatch(r"\f?(?:Internet-Draft .* 20\d\d|.* Expires .*\[Page \d+\])\s*", line):
            continue
        kept += re.sub(r"(?: \.)+ +\d+$", "", line.rstrip()).split()
    return kept
