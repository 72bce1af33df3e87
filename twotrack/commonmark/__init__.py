"""Block structure by CommonMark's rules and the dialect's: which lines are code, lists, tables or text."""
