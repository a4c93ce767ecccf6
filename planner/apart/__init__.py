"""The search in a process of its own, compiled or not yet, which ends with who started it."""
