"""Laurel: a newsroom generator for alumni stories, honor lists and publication figures.

`generator/pipeline.py` shows the order of the stages and is the page to read first.
"""

__version__ = "0.1.0"
