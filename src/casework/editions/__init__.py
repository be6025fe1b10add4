"""Editions of the course for other rooms, a file each; `commands.py` has their commands. Copies no key."""
