"""Adapters: implementations that speak the runner protocol."""
