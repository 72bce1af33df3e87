"""The pages of the site beside the text: built from the tree by pure functions.

view_context       the input of all of them
text_variants      the text of another side and its redline, and the switch between them
version_pages      the changes between any two versions
ledger_page        the ledger
scope_page         the domains that each side includes, and to which extent
requirements_page  every statement with a key word of BCP 14
references_page    references to outside of a text, and the number of references between domains

A page is Markdown with raw HTML, its links final, independent of the engine. It works without
JavaScript; `views.js` adds filters, the choice of two versions, and stores a reader's choice of text.
"""
