"""Block structure by the rules of CommonMark and of the dialect: code, lists, tables and text."""
