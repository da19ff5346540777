# tries = "Reads the secret that seeds the random cases."

# %% before start
if look_in(PLACES["secret"]):
    escaped("read the course's secret")
for name, value in os.environ.items():
    look(value, "environment variable " + name)
