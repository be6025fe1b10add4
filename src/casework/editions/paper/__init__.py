"""The paper twin: the course as plain pages to read, print and hear. build.py writes them. Runs no script."""
