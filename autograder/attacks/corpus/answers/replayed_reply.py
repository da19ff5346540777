# tries = "Finds the pipe's writer in the stack and sends the last reply twice."
# questions.twice = { status = ["crashed", "timeout", "failed", "error"], points = 0 }

# %% twice
def double(x):
    frame = sys._getframe()
    while frame is not None:
        holder = frame.f_locals.get("self")
        for name, value in vars(holder).items() if hasattr(holder, "__dict__") else ():
            if isinstance(value, int) and value > 2:
                attempt(os.write, value, b"NBG1" + b"\2\0\0\0" + b"\0" * 8 + b"{}")
        frame = frame.f_back
    return None
