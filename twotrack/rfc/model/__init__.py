"""The model of RFCXML: the content of elements, anchors, and the tree that is written."""
