"""External tools: xml2rfc, idnits, aasvg, iddiff and WeasyPrint."""
