"""`casework new`: a module, a question or a case for an author to write over, each text with a mark."""
