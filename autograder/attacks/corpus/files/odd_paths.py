# tries = "Opens paths with bad Unicode, NUL bytes, format strings and absurd length."

# %% before start
for path in (b"\xff\xfe", "\udcff", "a\0b", "%s%n%x", "x" * 300, "/".join("d" * 3000), "\x1b[2J"):
    attempt(open, path)
    attempt(open, path, "w")
    attempt(os.mkdir, path)
