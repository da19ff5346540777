# tries = "Reads secrets through symbolic links made in the working folder."

# %% before start
for number, path in enumerate(PLACES["all"]):
    link = f"link{number}"
    attempt(os.symlink, path, link)
    look_in(link)
    attempt(os.symlink, os.path.dirname(path), f"folder{number}")
    look_in(os.path.join(f"folder{number}", os.path.basename(path)))
