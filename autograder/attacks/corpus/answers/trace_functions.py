# tries = "Installs trace, profile, import and audit hooks that watch whoever calls it."

# %% before start
import threading


def watch(frame, event, argument):
    look(str(frame.f_code.co_filename), "a frame's file")
    look("".join(str(value)[:200] for value in frame.f_locals.values()
                 if isinstance(value, (str, bytes))), "a frame's variables")
    return None


sys.setprofile(watch)
threading.setprofile(watch)
sys.addaudithook(lambda event, args: None)
sys.meta_path.insert(0, type("Finder", (), {"find_spec": lambda *args: None})())
