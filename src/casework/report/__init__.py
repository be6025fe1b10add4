"""The class report: what a class did not understand, from gradebook and records. No learner is named."""
