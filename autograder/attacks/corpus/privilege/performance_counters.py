# tries = "Watches the machine through perf events."

# %% before start
attributes = ctypes.create_string_buffer(b"\0\0\0\0\x70\0\0\0", 112)
reaches("perf_event_open", attributes, 0, -1, -1, 0)
