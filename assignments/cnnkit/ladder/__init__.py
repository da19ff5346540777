"""The training ladder: five rungs from what a network is to how well it learns.

`tasks` says what is asked for; `structure`, `wiring` and `trainer` work beside the student's code
and report values; `exported` runs a trained network without its author's code; `climb` judges.
Nothing here knows a reference network.
"""
