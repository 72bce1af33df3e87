"""The ledger: one entry for each deliberate difference between the two tracks.

entries     spec/ledger/ID.yml -> Entry, every fault on its line
register    which ids were ever given out, so that none is given out twice
uses        the places at which the tree's conditions name entries, and in which editions they apply
directive   `::: ledger`: the entries that concern an edition, as a definition list
board       rows for the page that shows the ledger
"""
