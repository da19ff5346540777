# tries = "Reads the host's accounts from /etc."

# %% before start
for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/ssh/ssh_host_rsa_key"):
    if look_in(path):
        escaped("read " + path)
lines = attempt(lambda: open("/etc/passwd").read().splitlines()) or []
if len(lines) > 3:
    escaped("read the host's /etc/passwd")
