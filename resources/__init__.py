"""Data the program ships with: the municipality, the sample quarter, fonts and icons."""
