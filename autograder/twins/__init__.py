"""Twins: the smallest other input that shows the same mistake.

A student who lost a point is told by which call, so that the mistake can be seen again at home
(`gradekit.replay`). The calls that a hidden test made are not to be told. So another call is made,
a twin, and shrunk until a person can work it out by hand.

Start. `evidence` holds every recorded call of the failed checks against the reference of the
question. What is wrong with a call has a kind (raised, type, shape, values, an argument changed, a
part of a probe's report); a kind that a passed check lets through is none, because the reference is
not the only right answer there.

Forms. A call has a form: shapes, dtypes, settings, names. `moves` gives smaller ones: an axis of
one or two, the same size taken from every array that has it, a list with fewer items, a keyword
left to its default, a smaller whole number. `fresh` fills a form with numbers that are drawn anew,
small integers first; it never copies a number out of an array. A call that equals one of a hidden
test is thrown away, whatever it was made from (`seen`).

More than one right answer. What is drawn from a generator, dealt in any order or designed freely
has no only right value. Where staff say how far right answers differ (`Question.freely`), a call is
kept only if such an answer comes to the same whatever it draws (`freedom`), seen as they say.

No form to change. Where an answer takes no argument, or so much is free that no search finds a
call, staff set calls down themselves, with what every right answer comes to (`Question.shown_by`);
the first that the student's code fails is told (`telling_calls`).

Search. A form is kept if the reference takes it and the wrong code still fails in the same kind of
way. Where diagnosis has named the mistake, its own implementation stands in for the student's code,
in the grader and at no cost to the worker; then the student's code is asked about the smallest few,
and must do on the twin what the mistake does. Where nothing is named, the student's code itself is
asked, at most `ASKED` calls of it. All bounds are counts, so that a busy machine changes nothing.

When. After the last question was graded, so that no call of a search can change a point, and only
for questions that lost some. Nothing is told where nothing can be replayed: networks that are
trained, typed numbers, and functions without a reference or choices between right answers of which
staff say nothing.
"""

from autograder.twins.evidence import Evidence
from autograder.twins.find import Twin, find_twin

__all__ = ["Evidence", "Twin", "find_twin"]
