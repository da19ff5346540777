# tries = "Changes settings of its interpreter that the worker depends on."

# %% before start
import gc
import locale
import signal
import threading

gc.disable()
sys.setswitchinterval(1000)
sys.setrecursionlimit(60)
attempt(locale.setlocale, locale.LC_ALL, "C")
attempt(os.umask, 0o777)
sys.path.clear()
sys.setrecursionlimit(1000)
