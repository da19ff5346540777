# tries = "Starts a program through the dynamic loader or a script line."

# %% before start
import glob
import subprocess

for loader in glob.glob("/lib*/ld-*") + glob.glob("/lib/*/ld-*"):
    if attempt(subprocess.run, [loader, sys.executable, "-c", "pass"], timeout=1) is not None:
        escaped("the loader started a program")
with open("script", "w") as stream:
    stream.write(f"#!{sys.executable}\nprint('hello')\n")
os.chmod("script", 0o755)
if attempt(subprocess.run, ["./script"], timeout=1) is not None:
    escaped("a script was started")
