"""stc compiles a text into a checked artifact before anybody asks about it."""
