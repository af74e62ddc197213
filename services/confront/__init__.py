"""Published figures set beside those of the system: what they say, whether they hold, and whether they agree."""
