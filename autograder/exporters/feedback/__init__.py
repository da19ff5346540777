"""Feedback for students: what each may read of their own result, and how it gets to them.

`view` says what that is, once; `page` and `notebook` show it; `canvas` and `moodle` lay it out as
those platforms take it back; `publish` lets nothing out that the leak gate would stop.
"""
