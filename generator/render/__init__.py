"""Owns turning the plan into pages: Markdown, views, templates, frames.
May not read files other than templates, nor decide what is published.
"""
