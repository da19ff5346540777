# tries = "Makes system calls through the 32-bit entry, which a filter may forget."
# questions.twice = { status = ["crashed", "failed"], points = 0 }

# %% twice
def double(x):
    import mmap

    if platform.machine() != "x86_64":
        os._exit(1)
    # mov eax, 20 (getpid of i386); int 0x80; ret
    code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"
    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,
                     mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    answer = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    if answer == os.getpid():
        escaped("the 32-bit entry is open")
    return None
