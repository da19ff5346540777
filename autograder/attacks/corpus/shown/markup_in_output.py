# tries = "Prints script, styles and frames for the page that shows its output."
# forms = ["full", "restricted", "none"]
# absent_html = ["<script>stolen", "<img src=x on", "<iframe src=", "<style>*"]

# %% before start
print("<script>stolen()</script><img src=x onerror=stolen()><iframe src=//example.invalid>")
print("</pre></div><style>* { display: none }</style>")
