"""The steps of extract/assemble.py, one module each; all work on the Draft of an article."""
