"""The attack suite: hostile and awkward submissions, tried on this machine."""
