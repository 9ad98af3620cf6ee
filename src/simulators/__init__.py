"""Neighbour systems as runnable servers, for the demo and the tests. They share no code with the Portal."""
