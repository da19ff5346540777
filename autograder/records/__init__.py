"""Records that every room may read: plain, frozen data with a schema version."""
