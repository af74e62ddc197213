"""The indicators of the development plan: data that says what is counted, what is to be reached, and how far it got."""
