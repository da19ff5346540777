# tries = "Writes kernel settings: core pattern, release agent, module loader."

# %% before start
import glob

paths = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger",
         "/proc/sys/vm/overcommit_memory", "/sys/kernel/uevent_helper", "/proc/self/oom_score_adj",
         "/proc/1/oom_score_adj", *glob.glob("/sys/fs/cgroup/*")[:40]]
for path in paths:
    descriptor = attempt(os.open, path, os.O_WRONLY)
    if descriptor is None:
        continue
    if "oom_score_adj" not in path:
        escaped("opened " + path + " for writing")
    elif attempt(os.write, descriptor, b"-1000") is not None:
        escaped("cannot be chosen when memory is short")
