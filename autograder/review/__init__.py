"""The review page: where teaching assistants and instructors work on a gradebook.

`autograder review` serves it (`app.create_app`), `autograder report` freezes it into a folder.

How to add a view (ten steps, each a line or two):

1. `views/NAME.py`: one file, `page = Blueprint("NAME", __name__)`; the sentence on top says why.
2. A route begins with the assignment: `@page.get("/<assignment>/NAME")`. A student's key may hold
   anything, so it travels as a query argument, `?who=`, never in the path.
3. Under the route stands `@needs("ta")` or `@needs("instructor")` (`access.py`); without it the
   application does not start, and the test that walks the url map holds each route to it.
4. Under that, `@freezes("who")` puts the page into the frozen report, one page for each value of
   the arguments named; leave it out of pages that only work.
5. Read through `desk()`: `.assignment(id)` (404 if unknown), `.totals(id)`, `.students()`; what
   costs time goes through `desk().once(("NAME", id), lambda: ...)`, kept until the audit grows.
6. Change by `autograder.gradebook` with `author()`; send the `revision` that the form showed.
   `Stale` becomes the 409 page with both versions by itself, any other `AutograderError` a 400
   page. Answer a post by `redirect(url_for(...))`, with `flash("what happened")`.
7. `templates/NAME.html` extends `layout.html`. Links are `link("NAME.show", ...)`, which is empty
   in a frozen site that has no such page. A form stands inside `{% if not frozen %}`, holds
   `{{ csrf() }}` and works without script; the policy bars inline script and inline style. Texts of
   students go through `| visible` (one line) or `| text` (many).
8. Drawings are SVG from macros (`parts.html`), their numbers from functions with tests of their
   own (`figures.py`).
9. One line each in `views/__init__.py`: the blueprint in `PAGES`, its place in `PLACES`.
10. Tests in `tests/review/`: the fixtures `staff` (a client of each role, to change things) and
    `klass` (the same, to read); tests that walk all routes find the view by themselves.
"""
