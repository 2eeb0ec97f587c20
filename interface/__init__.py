"""How the program speaks: one console, one logger, one progress bar, two languages."""
