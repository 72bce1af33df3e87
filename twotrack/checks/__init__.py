"""`twotrack check`: the rules for the whole tree, and notes that are worth a look.

    work            the editions and drafts that the rules look at, each built once
    run             the rules, in the order in which they run
    differences     every difference between the tracks has its ledger entry
    ids             every entry is used, every id in the text has an entry, no id is given out twice
    closure         nothing kept refers to something cut away, in any edition or draft
    terms           no draft uses a term that only a text outside of it defines
    anchors         no anchor disappears; redirects for those that were renamed or moved
    wording         small key words, requirements that name nobody, server behaviour on client pages
    repeats         passages that occur in the tree twice

Data for the site's views, as pure functions:

    requirements    every statement with a key word of BCP 14
    scope           how much of each domain an edition keeps
    crossings       how often each domain refers to each
"""
