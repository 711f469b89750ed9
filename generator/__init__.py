"""Laurel: a newsroom generator for alumni stories, honor lists and publication figures.

`generator/pipeline.py` shows the order of the stages and is the page to read first.
"""

import os

# The linear algebra of NumPy, which nothing here uses, would start threads: 50 ms, before forks.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
