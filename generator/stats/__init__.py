"""Owns publication figures: ledger, measures, reports, and what the site shows of them.
May not walk the disk or know pages; bytes of content come from `source`.
"""
