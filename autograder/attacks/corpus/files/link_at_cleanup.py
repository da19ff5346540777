# tries = "Puts links where a clean-up might follow them out and delete the host's files."

# %% before start
here = os.getcwd()
for number, path in enumerate([*PLACES["all"], PLACES["out"], PLACES["home"]]):
    attempt(os.symlink, path, f"{here}/remove{number}")
attempt(os.rename, here, here + "-moved")
attempt(os.symlink, PLACES["home"], here)
attempt(os.symlink, PLACES["home"], "/tmp/home")
