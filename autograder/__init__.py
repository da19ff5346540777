"""An autograder for deep-learning notebooks that runs student code apart from the tests."""

__version__ = "0.1.0"
