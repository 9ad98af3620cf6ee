"""Repeatable measurements of the Portal; README.md tells how to run and read them."""
