"""Services and front-ends: Colab, Kaggle, Databricks, progress bars, widgets, pictures."""

from tests.jupyter.row import FULL, SETUP, both, differs, without

COLAB = "only Colab has it; a stand-in does nothing"
LOST = without("q2")
GUARD = (
    "import os\ntry:\n    import google.colab\n    IN_COLAB = True\nexcept ImportError:\n"
    "    IN_COLAB = False\nif IN_COLAB:\n    os.chdir('/content/drive/MyDrive/course')"
)
WIDGETS = (
    "import ipywidgets as widgets\nslider = widgets.IntSlider(value=10, max=20)\ndisplay(slider)\n"
    "total = slider.value"
)
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"

ROWS = [
    differs("Colab's drive", FULL, LOST, COLAB,
            setup=f"from google.colab import drive\ndrive.mount('/content/drive')\n{SETUP}"),
    differs("Colab's files and output", FULL, LOST, COLAB,
            setup=f"from google.colab import files, output\nup = files.upload()\n{SETUP}"),
    differs("Colab's module", FULL, LOST, COLAB, setup=f"import google.colab\n{SETUP}"),
    differs("Colab's parts by their full names", FULL, LOST, COLAB, setup=(
        f"import google.colab.drive as d\nfrom google.colab.patches import cv2_imshow\n{SETUP}")),
    differs("a download at the end of an answer", FULL, without("q2"), COLAB,
            q2="from google.colab import files\nfiles.download('x.png')\ntotal = 10"),
    both("a guard that asks for Colab", setup=f"{GUARD}\n{SETUP}"),
    both("a guard by sys.modules", setup=(
        f"import sys\nif 'google.colab' in sys.modules:\n    raise OSError('on Colab')\n{SETUP}")),
    both("a guard by suppress", setup=(
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import google.colab\n"
        f"    raise OSError('on Colab')\n{SETUP}")),
    both("a form of Colab", q2='#@title Total { display-mode: "form" }\ntotal = 10 #@param {type:"integer"}'),
    differs("a package that is not there, above the imports", FULL, LOST,
            "the release's own set-up code runs all the same", "No module named 'seaborn'",
            setup=f"import seaborn as sns\nsns.set_theme()\n{SETUP}", stops="ModuleNotFoundError"),
    differs("a helper module of one's own, above the imports", FULL, LOST,
            "the release's own set-up code runs all the same", "No module named 'my_utils'",
            setup=f"import my_utils\n{SETUP}", stops="ModuleNotFoundError"),
    both("a package that is not there, in an answer", without("q2"), "among the packages of the grader",
         q2="import seaborn as sns\ntotal = 10", stops="ModuleNotFoundError"),
    both("Kaggle", top="import os\nfor d, _, names in os.walk('/kaggle/input'):\n    print(d, names)"),
    both("Databricks", top="# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title",
         late="dbutils.fs.ls('/')", stops="NameError"),
    both("tqdm", q2="from tqdm import tqdm\ntotal = sum(n for n in tqdm(range(5)))"),
    both("tqdm.auto", q2="from tqdm.auto import tqdm\ntotal = sum(n for n in tqdm(range(5)))"),
    both("tqdm.notebook", q2="from tqdm.notebook import tqdm\ntotal = sum(n for n in tqdm(range(5)))"),
    both("trange", q2="from tqdm import trange\ntotal = sum(n for n in trange(5, desc='sum'))"),
    both("tqdm.notebook.trange", q2="from tqdm.notebook import trange\ntotal = sum(trange(5))"),
    both("a bar by hand", q2=("import tqdm\ntotal = 0\nwith tqdm.tqdm(total=5) as bar:\n"
                              "    for n in range(5):\n        total += n\n        bar.update(1)\n"
                              "        bar.set_postfix(total=total)\n        tqdm.tqdm.write('x')")),
    both("a bar in a function", q1=("from tqdm.auto import tqdm\ndef double(x):\n"
                                    "    return sum(x for _ in tqdm(range(2), leave=False))")),
    both("widgets", q2=WIDGETS),
    both("interact", late="from ipywidgets import interact\n@interact(x=(0, 3))\ndef show(x=1):\n    print(x)"),
    both("an output widget", q2=("import ipywidgets as widgets\nout = widgets.Output()\nwith out:\n"
                                 "    print('inside')\n    total = 10\nout.clear_output()")),
    both("display", late=("from IPython.display import HTML, Image, Markdown, clear_output, display\n"
                          "display(HTML('<b>x</b>'), Markdown('x'))\nclear_output(wait=True)")),
    both("display by handle", late="h = display('x', display_id=True)\nh.update('y')"),
    differs("display where it once was", FULL, without("q2"), "IPython 9 has it elsewhere, Colab not",
            q2="from IPython.core.display import display, HTML\ndisplay(HTML('x'))\ntotal = 10"),
    both("plt.show", q2=f"{PLOT}plt.show()\ntotal = 10"),
    both("show under errors", q2=f"import warnings\nwarnings.simplefilter('error')\n{PLOT}plt.show()\ntotal = 10"),
    both("plt.ion and pause", q2=f"{PLOT}plt.ion()\nplt.show(block=False)\nplt.pause(0.001)\ntotal = 10"),
    both("figures that are left open", q2=(
        "import matplotlib.pyplot as plt\nfor _ in range(25):\n    plt.figure(figsize=(1, 1))\n"
        "total = len(plt.get_fignums()) - 15"),
        late="assert not plt.get_fignums()"),
    both("savefig", q2=f"import os\n{PLOT}plt.savefig('p.png')\ntotal = 10 * os.path.exists('p.png')"),
    both("matplotlib.use", q2="import matplotlib\nmatplotlib.use('Agg')\ntotal = 10"),
    differs("a backend that needs a screen", FULL, without("q2"), "no screen where Otter runs, either",
            q2="import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\ntotal = 10"),
    both("set_matplotlib_formats", top=(
        "from matplotlib_inline.backend_inline import set_matplotlib_formats\nset_matplotlib_formats('svg')")),
    both("a table as the last value", between="import pandas as pd\npd.DataFrame({'a': [10]})",
         q2="total = int(_['a'].sum())"),
    both("rich", late="from rich import print\nprint('[bold]x[/bold]')"),
]  # fmt: skip
