"""The door for anyone who is worried: tips."""
