# tries = "Uses System V and POSIX message queues, semaphores and shared memory."

# %% before start
reaches("shmget", 0x5EED, 4096, 0o1666)
reaches("msgget", 0x5EED, 0o1666)
reaches("semget", 0x5EED, 1, 0o1666)
reaches("mq_open", b"attack", 0o102, 0o600, 0)
