# tries = "Takes memory that no accounting or clean-up sees."

# %% before start
reaches("memfd_create", b"attack", 0)
reaches("memfd_secret", 0)
reaches("migrate_pages", PLACES["grader"], 1, 0, 0)
reaches("move_pages", PLACES["grader"], 0, 0, 0, 0, 0)
reaches("fanotify_init", 0, 0)
