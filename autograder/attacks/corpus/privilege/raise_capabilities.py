# tries = "Puts capabilities into its own sets by capset and prctl."

# %% before start
libc = ctypes.CDLL(None, use_errno=True)
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
everything = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
if libc.capset(header, everything) == 0:
    escaped("gave itself capabilities")
for capability in range(41):
    if libc.prctl(47, 2, capability, 0, 0) == 0:
        escaped("raised an ambient capability")
if libc.prctl(8, 1, 0, 0, 0) == 0:
    for action in (lambda: os.setuid(0),):
        attempt(action)
