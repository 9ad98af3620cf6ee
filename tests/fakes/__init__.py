"""Neighbours that behave, kept honest by the contract tests."""
