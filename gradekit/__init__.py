"""What every hand-out carries: checks, probes, training checks, multiple choice, hand-in."""
