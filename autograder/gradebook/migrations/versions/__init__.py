"""One file a version, `NNNN_what.py`; each names the one before."""
