# tries = "Reads the sources of tests through linecache, inspect and imported modules."

# %% twice
import inspect
import linecache


def double(x):
    for lines in list(linecache.cache.values()):
        if len(lines) > 2:
            look("".join(lines[2]), "linecache")
            if any("def " + "test_hidden" in line for line in lines[2]):
                escaped("has the source of a test")
    for frame in inspect.stack():
        look("".join(frame.code_context or ()), "a frame's source")
    for name, module in list(sys.modules.items()):
        if name.startswith(("otter.", "autograder.grading", "autograder.misconceptions")):
            escaped("the worker holds " + name)
        if "tests" in name.split("."):
            look(getattr(module, "__doc__", "") or "", name)
    return np.asarray(x) * 2
