"""What runs beside a student in a notebook: it looks, says and helps, and grades nothing.

- `begin`: the first cell; it notes what is executed and says what is missing.
- `check`: the public tests of a question, in words.
- `help_me`: a question back, a picture, a line with gaps.
"""

from gradekit.notebook.checking import check
from gradekit.notebook.helping import help_me
from gradekit.notebook.opening import begin

__all__ = ["begin", "check", "help_me"]
