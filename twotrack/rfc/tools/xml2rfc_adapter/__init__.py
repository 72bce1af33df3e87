"""All use of xml2rfc: its writers, options and messages. Imported late, since xml2rfc starts slowly."""
