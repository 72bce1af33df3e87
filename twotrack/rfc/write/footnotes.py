"""Move each footnote below the first block that refers to it, since RFCs have no page footnotes."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement


def place_footnotes(root: HtmlElement) -> None:
    """Move the text of each footnote below the outermost block that refers to it, as `div.footnote-here`.

    Python-Markdown's list of footnotes at the end of the page is removed; its numbers are kept.
    """
    for listed in root.xpath("./div[@class='footnote']"):
        texts = {item.get("id"): item for item in listed.iter("li") if item.get("id")}
        placed: dict[str, HtmlElement] = {}
        for link in root.xpath(".//a[@class='footnote-ref']"):
            name = (link.get("href") or "").removeprefix("#")
            if name in placed or name not in texts:
                continue
            block = _outermost(link, root)
            note = _note(texts[name], link.text_content())
            # After the previous footnotes of the same block.
            while (after := block.getnext()) is not None and after.get("class") == "footnote-here":
                block = after
            block.addnext(note)
            placed[name] = note
        listed.drop_tree()


def _outermost(element: HtmlElement, root: HtmlElement) -> HtmlElement:
    block = element
    while block.getparent() is not None and block.getparent() is not root:
        block = block.getparent()
    return block


def _note(item: HtmlElement, number: str) -> HtmlElement:
    note = etree.SubElement(item.getparent(), "div", {"class": "footnote-here", "data-number": number})
    if line := item.get("data-line"):
        note.set("data-line", line)
    for back in item.xpath(".//a[@class='footnote-backref']"):
        before, around = back.getprevious(), back.getparent()
        back.drop_tree()
        if before is None and around is not None:
            around.text = (around.text or "").rstrip("\u00a0 \n")
        elif before is not None:
            before.tail = (before.tail or "").rstrip("\u00a0 \n")
    note.text = item.text
    note.extend(list(item))
    note.tail = "\n"
    return note
