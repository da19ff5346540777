"""A release held against itself: solution, blank notebook, known submissions, mutants."""
