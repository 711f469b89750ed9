"""Owns MkDocs: the plugin, the drawing of frames, the preview server. The only importer of it.
May not parse content.
"""
