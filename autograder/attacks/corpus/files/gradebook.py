# tries = "Reads and rewrites the results of the class."

# %% before start
if attempt(os.listdir, PLACES["out"]):
    escaped("listed the results")
if attempt(open, os.path.join(PLACES["out"], PLACES["token"] + ".json"), "w"):
    escaped("wrote among the results")
