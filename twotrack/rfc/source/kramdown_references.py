"""kramdown-rfc's references: `{{!TCP=RFC9293}}`, `{{Section 4 (States) of RFC9293}}`, `{{a (text)}}`.

References that this project's dialect supports are written in its form; others become the inline HTML that
the RFC writer reads: `<a class="cite">` for a document, `<a class="xref">` for an anchor.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_NUMBER = r"[A-Za-z0-9][\w.-]*"
_WORDS = r"(?:[^()]|\([^()]*\))+"
_REF = rf"{_NUMBER}(?: \({_WORDS}\))?"
_GROUP = (
    rf"(?:Section|Appendix|Figure|Table) {_REF}|(?:Sections|Appendices) {_REF}(?:, {_REF})*(?:,? and {_REF})?"
)
_SECTIONS = rf"(?:(?:{_GROUP}) and )?(?:{_GROUP})"
_SIMPLE = re.compile(r"(?:Sections?|Appendix|Appendices|Figure|Table) [\w.]+(?:(?:, | and |, and )[\w.]+)*")
_BODY = re.compile(
    rf"(?:(?P<of>{_SECTIONS}) of )?(?P<level>[!?]?)(?P<dash>-)?(?P<key>\w[\w./:()+-]*?)"
    r"(?:=(?P<real>[\w./()+-]+))?(?:@(?P<member>-?\w[\w./+-]*))?"
    rf"(?: \((?!Sections? |Appendix |Appendices |Figure |Table )(?P<words>{_WORDS})\))?"
    rf"(?:, (?P<comma>{_SECTIONS})| \((?P<parens>{_SECTIONS})\))?"
)
_BARE = re.compile(rf"(?P<number>{_NUMBER})(?: \((?P<section>[^()]+)\))?<(?P<level>[!?]?)(?P<key>[^<>\s]+)")
_ANGLES = re.compile(r"(?P<angles><{1,2})(?P<key>[\w.:+-]+)")
_ADDRESS = re.compile(r"\w+:(?://|.*@)\S*")
_PIECE = re.compile(
    rf"(?P<before>(?:^|(?<= and ))(?:Sections?|Appendix|Appendices|Figure|Table) )?"
    rf"(?P<number>{_NUMBER})(?: \((?P<words>{_WORDS})\))?(?P<after>, and | and |, |$)"
)
# The maximum length of a reference, since the patterns are slow on longer texts.
_LONGEST = 400
_LEVELS = {"!": "normative", "?": "informative", "": ""}


class Reference(NamedTuple):
    """A reference: its key and the words around it, or its HTML."""

    key: str = ""
    level: str = ""
    is_alias: bool = False
    real: str = ""
    words: str = ""
    sections: str = ""
    form: str = ""
    html: str = ""
    member: str = ""


def read(body: str) -> Reference | None:
    """Parse the text between the braces; return None if it is not a reference of kramdown-rfc."""
    if len(body) > _LONGEST:
        return None
    if _ADDRESS.fullmatch(body):
        return Reference(html=f"<{body}>")
    if match := _BODY.fullmatch(body):
        form = next((form for form in ("of", "comma", "parens") if match[form]), "")
        return Reference(
            match["key"],
            match["level"],
            bool(match["dash"]),
            match["real"] or "",
            match["words"] or "",
            match[form] if form else "",
            form,
            member=(match["member"] or "").removeprefix("-"),
        )
    if match := _ANGLES.fullmatch(body):
        return Reference(html=anchor(match["key"], "title" if len(match["angles"]) > 1 else "counter"))
    if match := _BARE.fullmatch(body):
        # A section by its number, or by an anchor of the other document with the displayed number.
        shown, relative = match["section"] or match["number"], match["number"] if match["section"] else ""
        return Reference(html=cite(match["key"], match["level"], shown, relative=relative))
    return None


def anchor(name: str, form: str = "", words: str = "") -> str:
    """Write a reference to an anchor of the draft in the format `form` ("title", "counter", …)."""
    shown = f' data-format="{html.escape(form)}"' if form else ""
    kind = "xref" if words else "xref auto"
    return f'<a class="{kind}" data-ref="{name}"{shown} href="#{name}">{words or ("" if form else name)}</a>'


def write(found: Reference, key: str, form: str = "") -> str:  # noqa: PLR0911 - one for each form
    """Write a reference to `key`, the document of an alias; `form` is from an attribute list."""
    if found.html:
        return found.html
    if form:
        if found.level:
            return cite(key, found.level, words=found.words, form=form)
        return anchor(key, form, found.words)
    if (
        key[0].isalpha()
        and "/" not in key
        and not found.words
        and (not found.sections or _SIMPLE.fullmatch(found.sections))
    ):
        # This dialect supports it, too, with the mark of the level before the key.
        before = f"{found.sections} of " if found.form == "of" else ""
        after = {"comma": f", {found.sections}", "parens": f" ({found.sections})"}.get(found.form, "")
        return f"{{{{{before}{found.level}{key}{after}}}}}"
    if not found.sections:
        if found.words and not found.level:
            return f"[{found.words}](#{key})"
        return cite(key, found.level, words=found.words)
    if _SIMPLE.fullmatch(found.sections) and not found.words:
        return cite(key, found.level, found.sections, form=found.form)
    sections = []
    for piece in _PIECE.finditer(found.sections):
        cited = cite(key, found.level, piece["number"], words=piece["words"] or "")
        sections.append(f"{piece['before'] or ''}{cited}{piece['after']}")
    return f"{''.join(sections)} of {cite(key, found.level, words=found.words)}"


def write_member(found: Reference, series: str) -> str:
    """Write a reference to an RFC that is cited as a member of a series: `{{Section 3 of RFC8949@STD94}}`.

    As in kramdown-rfc, the number of the RFC is written out, and the citation is that of the series.
    """
    rfc = re.sub(r"^([A-Z]+)0*(\d+)$", "\\1\u00a0\\2", found.key)
    whole = f"{rfc} {cite(series, found.level)}"
    if not found.sections:
        return whole
    pieces = _PIECE.finditer(found.sections)
    sections = "".join(f"{piece['before'] or ''}{piece['number']}{piece['after']}" for piece in pieces)
    return f"{sections} of {whole}"


def cite(  # noqa: PLR0913 - the attributes of one element
    key: str,
    level: str,
    section: str = "",
    *,
    words: str = "",
    relative: str = "",
    form: str = "",
) -> str:
    """Write a citation; `form` is its format, or the format of its section if it has one."""
    attributes = {
        "cite": key,
        "level": _LEVELS[level],
        "section": section,
        "form": (form or "bare") if section else "",
        "words": "own" if words else "",
        "relative": f"#{relative}" if relative else "",
        "format": "" if section else form,
    }
    written = "".join(f' data-{name}="{html.escape(value)}"' for name, value in attributes.items() if value)
    return f'<a class="cite"{written} href="#{key}">{words or f"&#91;{key}&#93;"}</a>'
