# tries = "Handles page faults in user space, which makes kernel races easy."

# %% before start
reaches("userfaultfd", 0)
reaches("userfaultfd", 1)
