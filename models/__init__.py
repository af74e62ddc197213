"""The store: tables, their constraints and how the encrypted file is opened."""
