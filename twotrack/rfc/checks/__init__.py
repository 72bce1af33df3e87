"""Checks of a written draft: what the datatracker, idnits or a careful reader would complain of."""
