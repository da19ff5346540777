"""One submission graded: its cells, its questions, its checks."""
