"""CSV files into the store: all rows or none, and every bad cell named at once."""
