# tries = "Takes a hard link to a secret into the working folder."

# %% before start
for number, path in enumerate(PLACES["all"]):
    if attempt(os.link, path, f"hard{number}") is None and os.path.exists(f"hard{number}"):
        escaped("hard link to " + path)
        look_in(f"hard{number}")
