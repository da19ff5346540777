# tries = "Writes into the memory of the grader with process_vm_writev."

# %% before start
buffer = ctypes.create_string_buffer(b"\0" * 8)
local = (ctypes.c_ulong * 2)(ctypes.addressof(buffer), 8)
remote = (ctypes.c_ulong * 2)(8, 8)
for pid in (PLACES["grader"], PLACES["parent"], PLACES["decoy"], os.getppid()):
    reaches("process_vm_writev", pid, local, 1, remote, 1, 0)
