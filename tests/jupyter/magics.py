"""Magics and commands, in cells and within functions, and the shell behind them."""

from tests.jupyter.row import FULL, both, differs, without

OWN = (
    "from IPython.core.magic import register_cell_magic, register_line_magic\n"
    "@register_cell_magic\ndef twice(line, cell):\n    get_ipython().run_cell(cell)\n"
    "@register_line_magic\ndef ten(line):\n    return 10"
)
MODULE = "%%writefile helper_mod.py\ndef twice(x):\n    return 2 * x"
NO_PROCESS = "commands are not run while grading"

ROWS = [
    both("%%time", q1="%%time\ndef double(x):\n    return 2 * x"),
    both("%time a statement", q2="%time total = 10"),
    both("%time an expression", q2="total = %time sum(range(5))"),
    both("%timeit keeps its variables", q2="total = 10\n%timeit -n1 -r1 total = 3"),
    both("%%timeit keeps its variables", q2="total = 10", late="%%timeit -n1 -r1\ntotal = 3"),
    both("%timeit -o", q2="t = %timeit -o -q -n1 -r1 1 + 1\ntotal = 10 if t.best >= 0 else 0"),
    both("%%timeit with a set-up", between="%%timeit -n1 -r1 x = 3\nx + 1"),
    both("a magic within a function", q1="def double(x):\n    %time y = x + x\n    return 2 * x"),
    both("%prun", q2="total = 10", late="%prun -q sum(range(10))"),
    both("%%capture", between="%%capture out\nprint(10)", q2="total = int(out.stdout)"),
    both("%%capture without a name", q1="%%capture\ndef double(x):\n    return 2 * x"),
    both("%matplotlib inline", top="%matplotlib inline", late="%config InlineBackend.dpi = 50"),
    both("%matplotlib widget", late="%matplotlib widget"),
    both("%load_ext autoreload", top="%load_ext autoreload\n%autoreload 2"),
    both("%load_ext of nothing", late="%load_ext no_such_extension"),
    both("! within a function", q1="def double(x):\n    !echo hello\n    return 2 * x"),
    both("x = !command", q2="lines = !echo hello\ntotal = 10"),
    both("! with a variable", late="name = 'x'\n!echo {name} $name"),
    both("%pip", top="%pip --version"),
    both("!pip", top="!pip --version"),
    both("%%bash", late="%%bash\necho hello"),
    both("%%sh that fails", late="%%sh\nexit 3"),
    both("%%script to skip a cell", late="%%script echo skipped\nraise ValueError"),
    both("%%html, %%latex, %%javascript", top="%%html\n<b>x</b>", between="%%latex\n$x$",
         late="%%javascript\nalert(1)"),
    both("%%markdown and %%svg", top="%%markdown\n# x", late="%%svg\n<svg></svg>"),
    both("%%writefile and import", top=MODULE,
         q1="from helper_mod import twice\ndef double(x):\n    return twice(x)"),
    both("%%writefile -a", top="%%writefile note.txt\n1", between="%%writefile -a note.txt\n9",
         q2="total = sum(int(n) for n in open('note.txt').read().split())"),
    both("%run", top=MODULE, q1="%run helper_mod.py\ndouble = twice"),
    both("? and ??", between="np.sum?", late="?np.sum\nnp.mean??"),
    both("help", late="help(len)"),
    both("%env", between="%env WIDTH=10", q2="import os\ntotal = int(os.environ['WIDTH'])"),
    both("%set_env", between="%set_env WIDTH 10", q2="import os\ntotal = int(os.environ['WIDTH'])"),
    both("%cd", between="import os\nos.makedirs('sub', exist_ok=True)\n%cd sub",
         q2="open('ten.txt', 'w').write('10')\n%cd ..\ntotal = int(open('sub/ten.txt').read())"),
    both("%cd to nowhere", top="%cd /content/drive/MyDrive"),
    both("%pwd, %ls, %who, %whos, %lsmagic", late="%pwd\n%who\n%whos\n%lsmagic\n%history"),
    both("%precision and %xmode", top="%precision 3\n%xmode Plain\n%pdb off"),
    both("%pylab", q2="%pylab inline\ntotal = int(arange(5).sum())"),
    both("magics of one's own", top=OWN, q2="%%twice\ntotal = 10", late="x = %ten\nassert x == 10"),
    both("an unknown magic", late="%%no_such_magic\nx = 1"),
    both("an unknown line magic", late="%no_such_magic 1"),
    both("get_ipython by name", q2='get_ipython().run_line_magic("time", "total = 10")'),
    both("get_ipython imported",
         top="from IPython import get_ipython\nget_ipython().run_line_magic('matplotlib', 'inline')",
         q2="import IPython\nIPython.get_ipython().ex('total = 10')"),
    both("which shell", between=("def in_notebook():\n    return get_ipython().__class__.__name__ == "
                                 "'ZMQInteractiveShell'"), q2="total = 10 if in_notebook() else 0"),
    both("user_ns and push", q2="get_ipython().push({'total': 9})\nget_ipython().user_ns['total'] += 1"),
    both("run_cell and system", q2="get_ipython().run_cell('total = 10')\nget_ipython().system('echo')"),
    both("a post-cell hook", top="get_ipython().events.register('post_run_cell', lambda *_: None)"),
    differs("%reset", FULL, without("q2"),
            "a kernel forgets the imports, and Otter with them", between="%reset -f"),
]  # fmt: skip
