"""Networks written wrong in the usual ways, and networks written right in unusual ones."""
