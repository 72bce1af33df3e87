"""Checks of a written draft for problems that the datatracker, idnits or a careful reader would report."""
