# tries = "Copies the work of another student out of the class folder."

# %% before start
look_in(PLACES["neighbour"])
for folder in (PLACES["class"], os.path.dirname(PLACES["neighbour"])):
    if attempt(os.listdir, folder):
        escaped("listed the class folder")
