"""Grades pushed into a platform by its own interface: Canvas by token, any by LTI AGS 2.0.

Each has a plan first, which says what would change and changes nothing, and is idempotent: a second
push of the same grades does nothing.
"""
