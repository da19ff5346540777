# tries = "Opens a hidden file by a handle instead of by a path."

# %% before start
handle = ctypes.create_string_buffer(b"\x08\0\0\0\x01\0\0\0" + b"\x02" + b"\0" * 127)
reaches("open_by_handle_at", -100, handle, 0)
mount = ctypes.c_int()
target = PLACES["hidden"].encode()
result, _ = syscall("name_to_handle_at", -100, target, handle, ctypes.pointer(mount), 0)
if result == 0:
    escaped("has a handle of the hidden tests")
