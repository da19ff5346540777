"""One submission graded: questions, checks, bans, diagnosis."""
