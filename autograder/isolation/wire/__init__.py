"""What crosses between grader and worker, and the only two places that read it."""
