"""What Google Colab needs besides the hand-out."""

import json
from pathlib import Path


def write_tests(notebook: Path) -> list[Path]:
    """Write the public tests of a notebook as files, which is where Otter looks on Colab.

    Args:
        notebook: The unpacked student notebook; it carries its tests in its metadata.

    Returns:
        The files, in a folder `tests` beside the notebook.
    """
    metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["otter"]
    folder = notebook.parent / "tests"
    folder.mkdir(exist_ok=True)
    written = []
    for name, source in metadata["tests"].items():
        path = folder / f"{name}.py"
        path.write_text(source if isinstance(source, str) else "".join(source), encoding="utf-8")
        written.append(path)
    return written
