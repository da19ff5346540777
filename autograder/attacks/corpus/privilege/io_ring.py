# tries = "Makes system calls through an io_uring, past the filter."

# %% before start
parameters = ctypes.create_string_buffer(120)
reaches("io_uring_setup", 4, parameters)
