"""Named wrong implementations with their hints, one module a question; this list is the registry."""
