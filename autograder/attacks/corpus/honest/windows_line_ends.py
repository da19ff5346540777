# tries = "Was saved with Windows line ends inside and outside of its strings, and a byte order mark."
# forms = ["full", "restricted", "none"]


def make(kit):
    text = kit.notebook().decode().replace("\\n", "\\r\\n").replace("\n", "\r\n")
    kit.zip({kit.name: b"\xef\xbb\xbf" + text.encode()})
