"""What a process does to itself so that it can reach nothing: one module a layer."""
