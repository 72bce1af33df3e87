"""The pages that the site has beside the text: made from the tree when it is built, by pure functions.

build          what all of them are made from, and where they go into the site
variants       the LTS text of a page and its redline, and the switch between them
versions       what changed between any two room versions
board          the ledger
scope          what the LTS takes up, and how much of it
requirements   every statement with a key word of BCP 14
references     references that lead out of a text, and how often domains refer to each other

A page is Markdown with raw HTML, its links final: no engine has to know anything. It works without
JavaScript; `views.js` adds filters, the choice of two versions, and the memory for a reader's choice of text.
"""
