# tries = "Asks only whether paths exist; names must not carry answers."
# forms = ["full"]

# %% before start
for path in PLACES["all"]:
    if attempt(os.stat, path) is not None:
        escaped("knows that " + path + " exists")
