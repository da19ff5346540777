"""The training ladder: five rungs from what a network is to how well it learns.

`tasks` says what is asked for; `structure`, `wiring` and `trainer` work beside the student's code
and report values; `apart` trains a network without its author's code, `exported` runs one; `climb`
judges.
Nothing here knows a reference network.
"""
