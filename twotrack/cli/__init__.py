"""The command line: the `twotrack` command, a module for each subcommand."""
