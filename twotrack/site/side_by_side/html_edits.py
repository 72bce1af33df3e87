"""Banner, canonical link and shared assets, written into the pages that the engine built."""

from __future__ import annotations

import re
from html import escape

_CANONICAL = re.compile(r'\s*<link rel="canonical"[^>]*>')
_BODY = re.compile(r"<body[^>]*>")
# Assets of the theme whose names have the hash of their content, or that do not depend on the release.
_ASSET = re.compile(
    r"""(["'(])((?:\.\./)*|\./|/[^"'()\s]*?)assets/((?:javascripts|stylesheets|images)/[^"'()\s]+)"""
)
BANNER = "tt-release-banner"


def with_canonical(html: str, url: str | None) -> str:
    """Return a page with `url` as its canonical address; without any if there is none."""
    html = _CANONICAL.sub("", html)
    return (
        html.replace("</head>", f'<link rel="canonical" href="{escape(url)}">\n</head>', 1) if url else html
    )


def with_banner(html: str, text: str) -> str:
    """Return a page with a banner in front; `text` is HTML."""
    banner = (
        f'<aside class="{BANNER} md-banner md-banner--warning" role="note">'
        f'<div class="md-banner__inner md-grid md-typeset">{text}</div></aside>'
    )
    return _BODY.sub(lambda match: match[0] + "\n" + banner, html, count=1)


def with_shared_assets(html: str, shared: frozenset[str]) -> str:
    """Return a page that reads the theme's `shared` assets from the folder above its release."""

    def moved(match: re.Match[str]) -> str:
        name = match[3].split("?", 1)[0].split("#", 1)[0]
        if match[2].startswith("/") or name not in shared:
            return match[0]
        return f"{match[1]}{match[2].removeprefix('./')}../assets/{match[3]}"

    return _ASSET.sub(moved, html)


def stub(title: str, text: str) -> str:
    """Return a small page without the theme; `text` is HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>{escape(title)}</title>\n'
        "<style>body{font-family:sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>\n"
        f"</head>\n<body>\n<h1>{escape(title)}</h1>\n{text}\n</body>\n</html>\n"
    )


def redirect(url: str) -> str:
    """Return a page that leads to `url`, with the fragment of its own address."""
    quoted = escape(url)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Redirecting</title>\n'
        '<meta name="robots" content="noindex">\n'
        f'<noscript><meta http-equiv="refresh" content="0; url={quoted}"></noscript>\n'
        f'<script>location.replace("{quoted}" + location.search + location.hash)</script>\n'
        f'</head>\n<body><a href="{quoted}">{quoted}</a></body>\n</html>\n'
    )
