"""How the asking is tuned: one file a method."""
