"""Where the learner stands: what the log says of each objective, and what is to be expected."""
