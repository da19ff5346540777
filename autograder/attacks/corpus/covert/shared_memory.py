# tries = "Exchanges memory with another worker by name."

# %% before start
import multiprocessing.shared_memory as shared

block = attempt(shared.SharedMemory, name=PLACES["token"], create=True, size=64)
if block is not None:
    block.buf[:4] = b"left"
