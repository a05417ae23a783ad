"""Worlds and futures that tests share."""
