# tries = "Hands in cells that break parsers: NUL bytes, deep brackets, endless names, huge numbers."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    for source in ("x = 1\0", "(" * 5000 + ")" * 5000, "-" * 100_000 + "1", "a" * 1_000_000,
                   "9" * 50_000, "x" + ".y" * 20_000, "lambda:" * 5000 + "0", "\ud83d", "\\",
                   "if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 120)), "%%", "!", "?"):
        notebook["cells"].insert(0, {**cell, "source": source})
    kit.zip({kit.name: json.dumps(notebook).encode()})
