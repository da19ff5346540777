"""Inside the sandbox: the warm process and the worker that holds one submission."""
