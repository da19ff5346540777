"""Training checks: five levels from what a network is to how well it learns.

`tasks` says what is asked for, `sources` where examples come from. `architecture`, `first_steps`,
`overfit` and `loop` work beside the student's code and report values; `export` hands a network over
as programs, `isolated` trains one without its author's code, `evaluate` runs one. `levels` and
`judge` decide, whoever the `trainer` is. Nothing here knows a reference network or a data set.
"""
