"""Grading: keys, submissions, scores and nbgrader. Learners do not need it; no widget imports it."""
