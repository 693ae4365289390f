"""The chores behind the Makefile: starting, checking, measuring. Standard library unless said."""
