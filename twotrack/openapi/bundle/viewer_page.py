"""An interactive viewer of the OpenAPI bundles: Swagger UI, part of this package, served with the site."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

_HERE = Path(__file__).parent / "viewer"
_SERVED = (
    "LICENSE",
    "NOTICE",
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui.css",
    "viewer.css",
    "viewer.js",
)


def viewer(bundles: Mapping[str, str], folder: str, notice: str = "") -> dict[str, str]:
    """Return the viewer's files, by path relative to the site, in a folder beside the bundles.

    `bundles` maps the path of each bundle from that folder to its title; `notice` is shown below the viewer.
    """
    options = "".join(
        f'<option value="{escape(path)}">{escape(title)}</option>' for path, title in bundles.items()
    )
    links = ", ".join(f'<a href="{escape(path)}">{escape(title)}</a>' for path, title in bundles.items())
    page = (_HERE / "viewer.html").read_text(encoding="utf-8")
    page = page.replace("<!-- bundles -->", options).replace("<!-- links -->", links)
    page = page.replace("<!-- notice -->", f"<p>{escape(notice)}</p>" if notice else "")
    files = {name: (_HERE / name).read_text(encoding="utf-8") for name in _SERVED}
    return {f"{folder}/{name}": text for name, text in {"viewer.html": page, **files}.items()}
