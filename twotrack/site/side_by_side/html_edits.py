"""Banner, canonical link and shared assets, written into the pages that the engine built."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files

_CANONICAL = re.compile(r'\s*<link rel="canonical"[^>]*>')
_BODY = re.compile(r"<body[^>]*>")
# Assets of the theme whose names have the hash of their content, or that do not depend on the release.
_ASSET = re.compile(
    r"""(["'(])((?:\.\./)*|\./|/[^"'()\s]*?)assets/((?:javascripts|stylesheets|images)/[^"'()\s]+|twotrack/[\w-]+\.(?:css|svg))"""
)
# Attributes of the error page with a path from the root of the server.
_ROOTED = re.compile(r'\b(href|src|action|data-[\w-]+)="/(?!/)')
# Elements of the theme that name the release of a page.
_RELEASE = re.compile(r'<span class="tt-release">[^<]*</span>')
BANNER = "tt-release-banner"
CHOOSER = "tt-releases"
# Files of their own, for sites whose policy forbids scripts and styles in pages.
SCRIPT_NAME = "assets/releases.js"
STYLE_NAME = "assets/releases.css"
FEED_NAME = "releases.atom"


def top_assets() -> dict[str, str]:
    """Read the files that the pages of all releases share, by their paths in the site."""
    folder = files("twotrack.site.side_by_side") / "assets"
    return {
        name: (folder / name.partition("/")[2]).read_text(encoding="utf-8")
        for name in (SCRIPT_NAME, STYLE_NAME)
    }


def with_top_assets(html: str, up: str, feed_title: str) -> str:
    """Return a page with the style, script and feed that all releases share; `up` leads to the top folder."""
    up = escape(up)
    links = (
        f'<link rel="alternate" type="application/atom+xml" title="{escape(feed_title)}" '
        f'href="{up}{FEED_NAME}">\n'
        f'<link rel="stylesheet" href="{up}{STYLE_NAME}">\n<script src="{up}{SCRIPT_NAME}" defer></script>\n'
    )
    return html.replace("</head>", f"{links}</head>", 1)


def with_chooser(
    html: str, tag: str, links: Mapping[str, str], changes: tuple[str, str] | None = None
) -> str:
    """Return a page that leads to the same page of the other releases, `links` by tag.

    `changes` is the text and the URL of a link to what changed since the previous release.

    The chooser works without scripts; with the shared script it keeps the section.
    """
    rows = "".join(
        f'<li><a href="{escape(url)}">{escape(name)}</a></li>'
        if name != tag
        else f'<li aria-current="true">{escape(name)}</li>'
        for name, url in links.items()
    )
    if changes is not None:
        rows += f'<li><a class="tt-changes" href="{escape(changes[1])}">{escape(changes[0])}</a></li>'
    chooser = f'<details class="{CHOOSER}"><summary>{escape(tag)}</summary><ul>{rows}</ul></details>'
    return _RELEASE.sub(lambda _match: chooser, html, count=1)


def with_canonical(html: str, url: str | None) -> str:
    """Return a page with `url` as its canonical address; without any if there is none."""
    html = _CANONICAL.sub("", html)
    return (
        html.replace("</head>", f'<link rel="canonical" href="{escape(url)}">\n</head>', 1) if url else html
    )


def with_banner(html: str, text: str) -> str:
    """Return a page with a banner in front; `text` is HTML."""
    banner = f'<aside class="{BANNER}" role="note">{text}</aside>'
    return _BODY.sub(lambda match: match[0] + "\n" + banner, html, count=1)


def with_root(html: str, folder: str) -> str:
    """Return the error page of a site at the root of a server as that of a site in `folder`."""
    return _ROOTED.sub(lambda match: f'{match[1]}="/{folder}/', html)


def with_shared_assets(html: str, shared: frozenset[str], tag: str) -> str:
    """Return a page of the release `tag` that reads the `shared` assets from the folder above its release."""

    def moved(match: re.Match[str]) -> str:
        name = match[3].split("?", 1)[0].split("#", 1)[0]
        if name not in shared:
            return match[0]
        if match[2].startswith("/"):
            # Only the error page has paths from the root of the server.
            return f"{match[1]}{match[2].removesuffix(f'{tag}/')}assets/{match[3]}"
        return f"{match[1]}{match[2].removeprefix('./')}../assets/{match[3]}"

    return _ASSET.sub(moved, html)


def stub(title: str, text: str, script: str, leads: Mapping[str, str]) -> str:
    """Return a small page without the theme; `text` is HTML, `leads` maps anchors to URLs.

    `script` is the URL of the shared script, which leads a visitor to where the anchor of the address is now.
    """
    table = escape(json.dumps(dict(leads), sort_keys=True))
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-leads="{table}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>{escape(title)}</title>\n'
        f'<script src="{escape(script)}"></script>\n'
        f"</head>\n<body>\n<h1>{escape(title)}</h1>\n{text}\n</body>\n</html>\n"
    )


def redirect(url: str, script: str) -> str:
    """Return a page that leads to `url`; `script` is the URL of the script that keeps the fragment."""
    quoted = escape(url)
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-to="{quoted}">\n<head>\n<meta charset="utf-8">\n'
        '<title>Redirecting</title>\n<meta name="robots" content="noindex">\n'
        f'<script src="{escape(script)}"></script>\n<meta http-equiv="refresh" content="0; url={quoted}">\n'
        f'</head>\n<body><a href="{quoted}">{quoted}</a></body>\n</html>\n'
    )
