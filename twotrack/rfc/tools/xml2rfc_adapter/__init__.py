"""All use of xml2rfc: its writers, options and messages. Imported late, since xml2rfc starts slowly.

xml2rfc imports weasyprint, which takes half of the time to start, and works without it for other formats:
`pdf.py` imports weasyprint when a PDF is made.
"""

import sys

if not {"xml2rfc", "weasyprint"} & set(sys.modules):
    # None makes the import of a name fail as if it were not installed.
    sys.modules["weasyprint"] = None  # type: ignore[assignment]
    try:
        import xml2rfc  # noqa: F401
    finally:
        del sys.modules["weasyprint"]
