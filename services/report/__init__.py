"""The figures of a period, counted once, and the tables, checks and files made from them."""
