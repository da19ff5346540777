# tries = "Hands in JSON nested so deep that a careless parser overruns its stack."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    text = b'{"cells": [], "nbformat": 4, "metadata": ' + b'{"a":' * 200_000 + b"1" + b"}" * 200_001
    kit.zip({kit.name: text})
