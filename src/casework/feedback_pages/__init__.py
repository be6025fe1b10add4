"""`casework feedback`: a page a learner likes to read, made and handed back on the instructor's word."""
