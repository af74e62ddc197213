"""The figures of a period at a glance for the coordination, compared and broken down."""
