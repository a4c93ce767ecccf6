"""Workers to pairs to shifts, under working-time law (CP-SAT)."""
