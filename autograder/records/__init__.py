"""The records that everybody shares: errors, status, result, course, assignment, release."""
