# tries = "Overwrites, truncates, renames and deletes the files of the grader."

# %% before start
for path in PLACES["all"]:
    attempt(lambda: open(path, "ab").write(b"more"))
    attempt(os.truncate, path, 0)
    attempt(os.chmod, path, 0o777)
    attempt(os.rename, path, path + PLACES["token"])
    attempt(os.unlink, path)
