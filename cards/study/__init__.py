"""The day: which card comes next, and what an answer does."""
