"""Rules. Standard library only: no Django, no clock, no random source of its own."""
