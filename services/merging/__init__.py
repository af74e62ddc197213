"""What the coordinator holds: which packages are the state, and how new ones change it."""
