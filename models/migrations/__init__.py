"""The steps that bring a store from one schema to the next, oldest first."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HEAD = KNOWN[-1]
