# tries = "Makes files and folders until the file system has no more names."

# %% before start
made = 0
try:
    for number in range(50_000):
        os.close(os.open(f"n{number}", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError:
    pass
if made > 5000:
    escaped(f"made {made} files")
