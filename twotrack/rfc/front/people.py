"""Authors and contributors: kramdown-rfc's flat fields, written as `<author>` and `<contact>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.source.front_matter import element_text
from twotrack.text import Origin

_POSTAL = ("extaddr", "pobox", "street", "cityarea", "city", "region", "code", "sortingcode", "country")
_CONTACT = ("phone", "email", "uri")
_NAMES = ("initials", "surname", "fullname", "asciiInitials", "asciiSurname", "asciiFullname")
_INITIAL = re.compile(r"[^\W\d_](?:[-.][^\W\d_]?)*")
_KNOWN = frozenset(
    {
        "facsimile",
        *_POSTAL,
        *_CONTACT,
        *_NAMES,
        *(
            "name",
            "ins",
            "asciiIns",
            "role",
            "org",
            "organization",
            "orgabbrev",
            "abbrev",
            "orgascii",
            "postal",
        ),
        *("asciiName", "showOnFrontPage"),
    }
)


def person(tag: str, written: Mapping[str, Any], report: Report, where: Origin) -> _Element:
    """Write a person or organisation as `tag`, `author` or `contact`."""
    fields = _flat(written)
    if fields.get("facsimile") is not None:
        text = "'facsimile' was left out: RFCXML deprecates it, and xml2rfc cannot show it in HTML"
        report.add("rfc-field-unknown", where, text)
    made = etree.Element(tag, names(fields))
    if fields.get("role") and tag == "author":
        made.set("role", str(fields["role"]))
    organization = _text(fields, "organization", "org")
    if organization:
        element = etree.SubElement(made, "organization")
        element.text = organization
        for key, attribute in (("orgabbrev", "abbrev"), ("abbrev", "abbrev"), ("orgascii", "ascii")):
            if value := _text(fields, key):
                element.set(attribute, value)
        if fields.get("showOnFrontPage") is not None:
            element.set("showOnFrontPage", str(fields["showOnFrontPage"]).lower())
    address = _address(fields)
    # xml2rfc fails on an author with a name in another script and no address element, even an empty one.
    if len(address) or made.get("asciiFullname"):
        made.append(address)
    return made


def report_unknown(written: Mapping[str, Any], report: Report, where: Origin) -> None:
    """Report the fields of a reference's author that mean nothing; the schema has those of front matter."""
    for key in _flat(written):
        if key not in _KNOWN and key.removesuffix("Ascii") not in _KNOWN and key != "ascii":
            report.add(
                "rfc-field-unknown",
                where,
                f"'{key}' is not a field of an author; its fields are those of kramdown-rfc",
            )


def _flat(written: Mapping[str, Any]) -> dict[str, Any]:
    """Split fields of kramdown-rfc's form `{":": text, ascii: …}` into separate fields."""
    fields: dict[str, Any] = {}
    for key, value in written.items():
        text, beside = element_text(value) if isinstance(value, dict) else (value, {})
        fields[key] = text
        for attribute, other in beside.items():
            fields.setdefault(_BESIDE.get((key, attribute), f"{key}{attribute.capitalize()}"), other)
    return fields


_BESIDE = {
    **{(key, "ascii"): f"ascii{key[0].upper()}{key[1:]}" for key in ("name", "fullname", "ins")},
    **{(key, "ascii"): f"ascii{key[0].upper()}{key[1:]}" for key in ("initials", "surname")},
    **{(key, "ascii"): "orgascii" for key in ("org", "organization")},
    **{(key, "abbrev"): "orgabbrev" for key in ("org", "organization")},
    **{(key, "showOnFrontPage"): "showOnFrontPage" for key in ("org", "organization")},
}


def names(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the name attributes: as written, or split from `name` or `ins` as in kramdown-rfc."""
    out = {key: value for key in _NAMES if (value := _text(fields, key))}
    for ins, initials, surname in (
        ("ins", "initials", "surname"),
        ("asciiIns", "asciiInitials", "asciiSurname"),
    ):
        if written := _text(fields, ins):
            first, last = _initials_surname(written)
            out.setdefault(initials, first)
            out.setdefault(surname, last)
    for key, full, initials, surname in (
        ("name", "fullname", "initials", "surname"),
        ("asciiName", "asciiFullname", "asciiInitials", "asciiSurname"),
    ):
        if written := _text(fields, key):
            given, last = _given_surname(written, out.get(surname, ""))
            out.setdefault(full, f"{given} {last}".strip())
            if given:
                out.setdefault(initials, " ".join(map(_initial, given.split())))
            out.setdefault(surname, last)
    for ascii_form, plain in (("asciiInitials", "initials"), ("asciiSurname", "surname")):
        # xml2rfc accepts an ASCII form only beside another form.
        if out.get(ascii_form) == out.get(plain) or not out.get(plain):
            out.pop(ascii_form, None)
    return {key: out[key] for key in _NAMES if out.get(key)}


def _initials_surname(written: str) -> tuple[str, str]:
    """Split "J. M. de Valk" or "H.-P. Schmidt" into initials and surname."""
    words = written.replace(".", ". ").replace(". -", ".-").split()
    count = 0
    while count < len(words) - 1 and _INITIAL.fullmatch(words[count].rstrip(".")):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _given_surname(written: str, surname: str) -> tuple[str, str]:
    """Split a full name at `|`, at the given surname, or before the last word."""
    if "|" in written:
        given, _, last = (part.strip() for part in written.partition("|"))
        return given, last
    if surname and written.endswith(surname):
        return written.removesuffix(surname).strip(), surname
    given, _, last = written.rpartition(" ")
    return given, last


def _initial(name: str) -> str:
    if name.endswith(".") or name[:1].islower():
        # "van der" is not a given name: kramdown-rfc leaves it unchanged.
        return name
    return "-".join(f"{part[0]}." for part in name.split("-") if part)


def _address(fields: Mapping[str, Any]) -> _Element:
    address = etree.Element("address")
    postal = etree.Element("postal")
    free = [line for value in [fields.get("postal")] for line in _lines(value)]
    if free:
        # The schema allows either fields or free lines; next to free lines, the fields become lines too.
        for line in free + [line for key in _POSTAL for line in _lines(fields.get(key))]:
            etree.SubElement(postal, "postalLine").text = line
    else:
        for key in _POSTAL:
            for line in _lines(fields.get(key)):
                element = etree.SubElement(postal, key)
                element.text = line
                if ascii_form := _text(fields, f"{key}Ascii"):
                    element.set("ascii", ascii_form)
    if len(postal):
        address.append(postal)
    for key in _CONTACT:
        lines = _lines(fields.get(key))
        for line in lines if key == "email" else lines[:1]:
            element = etree.SubElement(address, key)
            element.text = line
            if key == "email" and (ascii_form := _text(fields, "emailAscii")):
                element.set("ascii", ascii_form)
    return address


def _lines(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]


def _text(fields: Mapping[str, Any], *keys: str) -> str:
    value = next((fields[key] for key in keys if fields.get(key) is not None), "")
    return " ".join(str(value).split())
