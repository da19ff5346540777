# tries = "Copies an interpreter, makes it set-uid and starts it."

# %% before start
import shutil
import subprocess

attempt(shutil.copyfile, os.path.realpath(sys.executable), "python-copy")
attempt(os.chmod, "python-copy", 0o4755)
done = attempt(subprocess.run, ["./python-copy", "-c", "pass"], timeout=1)
if done is not None:
    escaped("started its own copy of the interpreter")
