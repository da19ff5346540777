from autograder.records import files


def make(draft, folder):
    """The solution as an editor on Windows may save it."""
    for cell in draft.notebook["cells"]:
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"]]
    text = draft.notebook_bytes().replace(b"\n", b"\r\n")
    files.write_bytes(folder / draft.name, b"\xef\xbb\xbf" + text)
