"""What the program does: one user action is one function here and one transaction."""
