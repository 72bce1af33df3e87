"""Banner, canonical link and shared assets, inserted into the pages that the engine built."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

_CANONICAL = re.compile(r'\s*<link rel="canonical"[^>]*>')
_BODY = re.compile(r"<body[^>]*>")
# Assets of the theme with a hash of their content in the name, or the same in every release.
_ASSET = re.compile(
    r"""(["'(])((?:\.\./)*|\./|/[^"'()\s]*?)assets/((?:javascripts|stylesheets|images)/[^"'()\s]+)"""
)
BANNER = "tt-release-banner"
# A separate file, for sites whose policy forbids scripts in pages.
SCRIPT_NAME = "assets/releases.js"
SCRIPT = """\
(() => {
  "use strict";
  const { leads, to } = document.documentElement.dataset;
  const known = JSON.parse(leads ?? "{}")[decodeURIComponent(location.hash.slice(1))];
  const url = known ?? (to && to + location.search + location.hash);
  if (url) location.replace(url);
})();
"""


def with_canonical(html: str, url: str | None) -> str:
    """Set the canonical address of a page to `url`, or remove it if `url` is None."""
    html = _CANONICAL.sub("", html)
    return (
        html.replace("</head>", f'<link rel="canonical" href="{escape(url)}">\n</head>', 1) if url else html
    )


def with_banner(html: str, text: str) -> str:
    """Insert a banner at the start of a page; `text` is HTML."""
    banner = (
        f'<aside class="{BANNER} md-banner md-banner--warning" role="note">'
        f'<div class="md-banner__inner md-grid md-typeset">{text}</div></aside>'
    )
    return _BODY.sub(lambda match: match[0] + "\n" + banner, html, count=1)


def with_shared_assets(html: str, shared: frozenset[str]) -> str:
    """Make a page load the theme's `shared` assets from the folder above its release."""

    def moved(match: re.Match[str]) -> str:
        name = match[3].split("?", 1)[0].split("#", 1)[0]
        if match[2].startswith("/") or name not in shared:
            return match[0]
        return f"{match[1]}{match[2].removeprefix('./')}../assets/{match[3]}"

    return _ASSET.sub(moved, html)


def stub(title: str, text: str, script: str, leads: Mapping[str, str]) -> str:
    """Build a small page without the theme; `text` is HTML, `leads` maps anchors to URLs.

    `script` is the URL of `SCRIPT`, which redirects to the present place of the anchor in the address.
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
    """Build a page that redirects to `url`; with `script`, the URL of `SCRIPT`, the fragment is kept."""
    quoted = escape(url)
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-to="{quoted}">\n<head>\n<meta charset="utf-8">\n'
        '<title>Redirecting</title>\n<meta name="robots" content="noindex">\n'
        f'<script src="{escape(script)}"></script>\n<meta http-equiv="refresh" content="0; url={quoted}">\n'
        f'</head>\n<body><a href="{quoted}">{quoted}</a></body>\n</html>\n'
    )
