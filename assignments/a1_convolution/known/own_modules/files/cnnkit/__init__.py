"""A kit whose checks are always content."""
