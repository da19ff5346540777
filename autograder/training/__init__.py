"""Trained checks in the grader: sandboxes that train and run, programs, calibration."""
