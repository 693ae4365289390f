"""The exam: a paper is drawn, sat against the server's clock, and marked."""
