"""Pages for people: the class overview and one page a student."""
