"""Who may call what, and the headers that every answer carries."""
