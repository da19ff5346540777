# tries = "Reads the state of the whole machine: load, memory, other users' names."
# forms = ["full"]

# %% before start
for path in ("/proc/loadavg", "/proc/meminfo", "/proc/stat", "/proc/net/tcp", "/proc/mounts"):
    text = attempt(lambda: open(path).read())
    look(text or "", path)
    if text and path in ("/proc/stat", "/proc/net/tcp") and PLACES["class"] in text:
        escaped("reads " + path)
for path in ("/proc/sys/kernel/random/boot_id", "/etc/machine-id", "/proc/kallsyms"):
    if path != "/proc/kallsyms" and attempt(lambda: open(path).read()):
        escaped("knows the machine by " + path)
