# tries = "Downloads answers with the usual libraries."

# %% before start
import urllib.request

for url in (f"http://127.0.0.1:{PLACES['tcp']}/answers", f"ftp://127.0.0.1:{PLACES['tcp']}/answers"):
    if attempt(urllib.request.urlopen, url, timeout=0.3) is not None:
        escaped("downloaded something")
text = attempt(lambda: urllib.request.urlopen("file://" + PLACES["hidden"]).read())
look(text or b"", "a file address")
