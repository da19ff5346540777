# tries = "Forks by raw system calls: clone, clone3, vfork."

# %% before start
pid = os.getpid()
result, _ = syscall("clone", 17, 0, 0, 0, 0)
if result == 0:
    os._exit(0)
arguments = (ctypes.c_ulonglong * 11)(0, 0, 0, 0, 17)
result3, _ = syscall("clone3", arguments, 88)
if result3 == 0:
    os._exit(0)
if result > 0 and result3 > 0 and PLACES["form"] == "full":
    print("children of its own")
