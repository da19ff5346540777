# tries = "Leaves code that every later Python would run: .pth, sitecustomize, bytecode."

# %% before start
import importlib.util
import json
import site

line = f"import builtins; builtins.{PLACES['token'].replace('-', '_')} = True\n"
folders = [*site.getsitepackages(), site.getusersitepackages(), *filter(None, sys.path)]
for folder in folders:
    for name in ("zz.pth", "sitecustomize.py", "usercustomize.py"):
        name = PLACES["token"] + ".pth" if name == "zz.pth" else name
        if attempt(open, os.path.join(folder, name), "a"):
            if not folder.startswith(os.getcwd()):
                escaped("can write code into " + folder)
cache = importlib.util.cache_from_source(json.__file__)
if attempt(open, cache, "ab"):
    escaped("can change the bytecode of the standard library")
