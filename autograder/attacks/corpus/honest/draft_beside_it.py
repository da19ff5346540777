# tries = "Left a notebook of its own beside the assignment."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    other = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    kit.zip({kit.name: kit.notebook(), "playground.ipynb": json.dumps(other).encode()})
