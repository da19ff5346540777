# tries = "Copies memory out of the grader with process_vm_readv."

# %% before start
buffer = ctypes.create_string_buffer(64)
local = (ctypes.c_ulong * 2)(ctypes.addressof(buffer), 64)
remote = (ctypes.c_ulong * 2)(0x400000, 64)
for pid in (PLACES["grader"], PLACES["parent"], PLACES["decoy"], os.getppid()):
    reaches("process_vm_readv", pid, local, 1, remote, 1, 0)
