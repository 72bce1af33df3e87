"""The areas of the suite, a module each: a function `cases` that yields the cases of the area."""
