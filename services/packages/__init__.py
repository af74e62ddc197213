"""The signed file with one point's month (``.bpd``): its schema, how it is built and how it is read."""
