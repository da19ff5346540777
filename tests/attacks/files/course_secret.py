# tries = "Reads the secret that seeds the random cases."

# %% before start
look_in(PLACES["secret"])
for name, value in os.environ.items():
    look(value, "environment variable " + name)
