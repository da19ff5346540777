# tries = "Loads programs into the kernel by bpf."

# %% before start
attributes = ctypes.create_string_buffer(128)
for command in (0, 5, 18):
    reaches("bpf", command, attributes, 128)
