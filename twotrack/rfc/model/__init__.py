"""The model of RFCXML: what may contain what, anchors, and the tree that is written."""
