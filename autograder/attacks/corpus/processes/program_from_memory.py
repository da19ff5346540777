# tries = "Runs a program from an anonymous file that no path names."

# %% before start
arguments = (ctypes.c_char_p * 4)(b"sh", b"-c", b"echo ESC''APED another program runs", None)
result, _ = syscall("memfd_create", b"program", 0)
if result >= 0:
    os.write(result, open("/bin/sh", "rb").read())
    reaches("execveat", result, b"", arguments, 0, 0x1000)
reaches("execveat", -100, b"/bin/sh", arguments, 0, 0)
