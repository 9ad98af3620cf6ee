"""Kartoteka: a family health-record portal."""

__version__ = "0.1.0"
