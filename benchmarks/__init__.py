"""Owns measurements: the corpus, the field, the tables. Each script says how to run it.
May not be imported by the generator.
"""
