# tries = "Stores and reads keys in the kernel's keyrings."

# %% before start
reaches("add_key", b"user", b"attack", b"payload", 7, -3)
reaches("request_key", b"user", b"attack", 0, -3)
reaches("keyctl", 0, -3, 1)
