# tries = "Runs commands through notebook magics of every kind."

# %% before start
!echo ESC''APED a command ran
files = !echo ESC''APED a command was captured
%system echo ESC''APED a system magic ran
%sx touch ran
print(*files)

# %% before start
%%bash
echo ESC''APED a script ran

# %% before start
%%script python3
print("ESC" "APED another interpreter ran")

# %% before start
%run /etc/passwd
%pip install nothing
%cd /

# %% before start
print(*(attempt(lambda: get_ipython().getoutput("echo ESC''APED through the shell object")) or ()))
attempt(lambda: get_ipython().system("echo ESC''APED through the shell object"))
print(*(attempt(lambda: os.popen("echo ESC''APED by popen").readlines()) or ()))
