"""Student code apart from the tests.

Theory of operation
===================

Three processes, and the clock and the verdict belong to the first.

    grader ──start──> warm process ──fork──> worker, one for each submission
       └───────────── three pipes: requests, replies, what is printed ────┘

1. The *grader* holds tests, keys, references and the gradebook. It never executes student code, and
   it never unpickles or evaluates anything that comes from a worker.
2. The *warm process* (`worker.zygote`) is started once for an engine. It imports NumPy, torch and
   the course's library, confines itself, tries with live canaries (`engines.canaries`) that nothing
   leaks, and then only forks. It has no secret, so neither has a child of it.
3. A *worker* (`worker.server`) executes the cells of one submission and answers requests: run a
   cell, read a variable, call a function, run a probe. What it holds is the submission, its support
   files and nothing else. When it dies, a `Session` starts another and replays the earlier cells
   without the one that killed it; a second death in the same place is the student's.

*Wire.* A message is JSON, followed by the raw bytes of its arrays, with bounds on size and depth.
One module writes it, one reads it (`wire.codec`, `wire.decode`); a nonce is drawn for each request,
so that a forged or repeated reply fits none. Whatever is malformed counts as the worker's death.

*Forms*, the strongest that the machine gives:

- `full`: namespaces of its own for processes, mounts, network, IPC and host name; a user without
  rights; a read-only root with Python and nothing else; then all layers of `restricted`.
- `restricted`: Landlock holds files, ports and signals back, seccomp lets only listed system calls
  through, resource limits and a user without rights, no new privileges.
- `none` (engine `local`): a process with resource limits. It isolates nothing, and says so.

What holds what: secrets, because no worker is given any; files, by the root and Landlock; network,
by its namespace and seccomp; other processes, by the PID namespace; memory, threads and disk, by a
control group where there is one, else by limits; time, by the grader, which kills the process; and
output, by a bounded reader. What is not held is in docs/threat-model.md.

`confine/` is what a process does to itself, `worker/` runs inside, `wire/` is shared, `engines/` is
the grader's side, `session` is one submission over all of its workers.
"""
