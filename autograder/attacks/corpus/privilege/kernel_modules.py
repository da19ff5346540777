# tries = "Loads and unloads kernel modules, and another kernel."

# %% before start
reaches("init_module", 0, 0, b"")
reaches("finit_module", -1, b"", 0)
reaches("delete_module", b"no_such_module", 0)
reaches("kexec_load", 0, 0, 0, 0)
reaches("kexec_file_load", -1, -1, 0, b"", 0)
