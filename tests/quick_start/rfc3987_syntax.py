"""Hides the real rfc3987_syntax from nbgrader in tests: it builds grammars for seconds.

jsonschema takes it for not installed, and nbgrader checks no addresses.
"""

raise ImportError("not needed here")
