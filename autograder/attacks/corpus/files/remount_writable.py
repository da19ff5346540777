# tries = "Mounts over the read-only root, or mounts it again for writing."

# %% before start
reaches("mount", b"none", b"/", b"tmpfs", 32, 0)
reaches("mount", b"/", b"/", b"none", 4096, 0)
reaches("mount", b"proc", b"/proc", b"proc", 0, 0)
reaches("mount_setattr", -100, b"/", 0, 0, 0)
reaches("open_tree", -100, b"/", 1)
reaches("fsopen", b"tmpfs", 0)
