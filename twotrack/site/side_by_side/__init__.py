"""All releases of a project as one site, in the layout of mike: a folder for each, and `versions.json`.

build         the order of the work
change_pages  the changes since the previous release
successors    the place of an anchor or page of one release in another
html_edits    banner, canonical link and shared assets, written into built pages
"""
