# tries = "Looks for capabilities left over and tries to use them."

# %% before start
text = attempt(lambda: open("/proc/self/status").read()) or ""
for line in text.splitlines():
    if line.startswith(("CapEff", "CapPrm", "CapInh", "CapAmb")):
        if int(line.split()[1], 16):
            escaped(line)
    if line.startswith("NoNewPrivs") and line.split()[1] != "1":
        escaped("may gain privileges")
