"""Groups of commands, each registered by one line of the command line."""
