# tries = "Asks for hardware ports and descriptor tables of its own."

# %% before start
reaches("iopl", 3)
reaches("ioperm", 0x80, 1, 1)
