"""Processes, threads, files, output, and settings of libraries that outlive their cell."""

from tests.jupyter.row import FULL, both, differs, without

LOADER = (
    "from torch.utils.data import DataLoader, TensorDataset\n"
    "data = TensorDataset(torch.arange(5))\ntotal = 0\n"
    "for (x,) in DataLoader(data, batch_size=2, {}):\n    total += int(x.sum())"
)
POOL = "from multiprocessing import Pool\ndef f(x):\n    return x\nwith Pool(2) as pool:\n"
PROCESSES = "no other processes can be started while grading"
SANDBOX = "a sandbox starts no processes"

ROWS = [
    both("DataLoader with processes", q2=LOADER.format("num_workers=2")),
    both("DataLoader with all its options", q2=LOADER.format(
        "num_workers=2, pin_memory=True, persistent_workers=True, prefetch_factor=4")),
    both("DataLoader of one's own", q2=(
        "from torch.utils.data import DataLoader\nclass Mine(DataLoader):\n"
        "    def __init__(self, data):\n        super().__init__(data, 2, False, None, None, 1)\n"
        "total = sum(int(x.sum()) for x in Mine(list(range(5))))")),
    differs("multiprocessing.Pool", without("q2"), FULL, SANDBOX, PROCESSES,
            q2=f"{POOL}    total = sum(pool.map(f, range(5)))", stops="Error"),
    differs("ProcessPoolExecutor", without("q2"), FULL, SANDBOX, PROCESSES, q2=(
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool:\n    total = sum(pool.map(abs, range(5)))"), stops="Error"),
    differs("subprocess", without("q2"), FULL, SANDBOX, PROCESSES, q2=(
        "import subprocess\ntotal = int(subprocess.run(['echo', '10'], capture_output=True).stdout)"), stops="Error"),
    both("threads", q2=("from concurrent.futures import ThreadPoolExecutor\n"
                        "with ThreadPoolExecutor(2) as pool:\n    total = sum(pool.map(abs, range(5)))")),
    both("a thread that is joined", q2=("import threading\nfound = []\n"
         "t = threading.Thread(target=lambda: found.append(10))\nt.start()\nt.join()\ntotal = found[0]")),
    both("torch.compile as a decorator", q3="@torch.compile\ndef unused(x):\n    return x\n"
         "def last(values):\n    return values[-1]"),
    both("input in a cell of its own", top="name = input('Your name: ')", stops="EOFError"),
    both("input in an answer", without("q2"), "nobody", q2="n = int(input())\ntotal = 2 * n", stops="EOFError"),
    both("os.environ", between="import os\nos.environ['WIDTH'] = '10'", q2="total = int(os.environ['WIDTH'])"),
    both("logging", top="import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.debug('x')"),
    both("warnings are errors", top="import warnings\nwarnings.filterwarnings('error')"),
    both("warnings are ignored", top="import warnings\nwarnings.filterwarnings('ignore')"),
    both("a warning", q1="import warnings\ndef double(x):\n    warnings.warn('x')\n    return 2 * x"),
    both("np.seterr", top="import numpy as np\nnp.seterr(all='raise')"),
    both("np.set_printoptions", top="import numpy as np\nnp.set_printoptions(precision=1, threshold=3)"),
    both("pandas' display options", top=(
        "import pandas as pd\npd.set_option('display.max_rows', 3)\npd.options.display.precision = 1")),
    both("torch.manual_seed", q2="torch.manual_seed(0)\ntotal = 10"),
    both("torch.set_printoptions", top="import torch\ntorch.set_printoptions(precision=1)"),
    both("torch.set_num_threads", top="import torch\ntorch.set_num_threads(8)"),
    both("gradients switched off", top="import torch\ntorch.set_grad_enabled(False)"),
    differs("torch.set_default_dtype", FULL, without("q4"),
            "Otter's test makes its own numbers under the student's setting",
            top="import torch\ntorch.set_default_dtype(torch.float64)"),
    both("random seeds", top="import random\nrandom.seed(0)\nimport numpy as np\nnp.random.seed(0)"),
    both("sys.path", top="import sys\nsys.path.insert(0, '/content/drive/MyDrive')\nsys.path.append('..')"),
    differs("chdir", FULL, "lost everything", "Otter looks for its results in the new folder",
            between="import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')"),
    both("chdir to nowhere", top="import os\nos.chdir('/content')", stops="FileNotFoundError"),
    both("files written and read", between="open('ten.txt', 'w').write('10')",
         q2="total = int(open('ten.txt').read())"),
    both("np.save and torch.save", between="np.save('a.npy', np.arange(5))\ntorch.save(torch.ones(1), 'a.pt')",
         q2="total = int(np.load('a.npy').sum())"),
    both("a temporary file", q2=("import tempfile\nwith tempfile.TemporaryDirectory() as d:\n"
                                 "    open(d + '/x', 'w').write('10')\n    total = int(open(d + '/x').read())")),
    both("sys.stdout replaced", top="import sys\nsys.stdout = open('log.txt', 'w')\nprint('x')"),
    both("sys.stdout redirected", q2=("import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as f:\n"
                                      "    print(10)\ntotal = int(f.getvalue())")),
    both("sys.stdout written and flushed", late="import sys\nsys.stdout.write('x')\nsys.stdout.flush()\nsys.stderr.write('y')"),
    both("bytes that are no text", late="import os\nos.write(1, b'\\xff\\xfe\\n')"),
    both("half a character printed", late="print('\\ud83d')"),
    both("20,000 lines", late="for n in range(20_000): print(n)"),
    differs("output without end", FULL, None, "Otter has no limit of time",
            late="while True: print('again and again')", stops="did not finish"),
    differs("a loop without end", FULL, None, "Otter has no limit of time", late="while True: pass", stops="did not finish"),
    both("sys.exit", late="import sys\nsys.exit(0)", stops="SystemExit"),
    differs("exit", FULL, "Kernel died", "a kernel ends, and all of Otter's results with it", late="exit()", stops="SystemExit"),
    differs("quit in an answer", FULL, "Kernel died",
            "a kernel ends, and all of Otter's results with it", q2="total = 10\nquit()", stops="SystemExit"),
    both("a deep recursion", late="def f(n): return f(n + 1)\nf(0)", stops="RecursionError"),
    both("a signal handler", top="import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)"),
    both("atexit and gc", top="import atexit, gc\natexit.register(print, 'bye')\ngc.disable()"),
    both("time and sleep", q2="import time\nt = time.time()\ntime.sleep(0.01)\ntotal = 10 if time.time() > t else 0"),
    both("a locale", late="import locale\nlocale.setlocale(locale.LC_ALL, '')"),
]  # fmt: skip
