"""A file that only grows: one line for each group of commits, folded into a fresh file when it outgrows its documents."""
