"""What every check of a month is made of, and the checks by what they look at."""
