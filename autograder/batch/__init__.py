"""A class graded: submissions through processes of this machine or a Dask cluster, or in shards.

Theory of operation
===================

    client ──Job──> grader process, one a core ──> warm process ──fork──> worker, one a submission
       ^─────result as JSON─┘

1. The *client* (`run`) surveys the class, hands out jobs and is the only one that writes: a result
   is a file as soon as it is there, whole or not at all, and a verdict of the gradebook is one
   transaction. It loads neither Otter nor torch.
2. A *grader process* (`process`) has the release opened and an engine of its own, warm. It says
   first which engine that is (`About`), then answers jobs. A result of an earlier run that was made
   of the same submission, release, version, seed, engine and profile is kept.
3. *Whose fault?* What an engine or a process of ours breaks is tried again; what a student's code
   breaks never is. A submission during which its grader process ended twice goes to a person.
4. *Shards* (`shards`) need no server: each part of a class is graded by itself, anywhere, and
   `merge` proves that the parts are the class.

`pool` holds the processes of this machine, `cluster` those of a Dask scheduler; both offer the same
three methods (`options.Graders`).
"""

from autograder.batch.options import About, BatchReport, Graded, Options, Shard
from autograder.batch.run import grade_class

__all__ = ["About", "BatchReport", "Graded", "Options", "Shard", "grade_class"]
