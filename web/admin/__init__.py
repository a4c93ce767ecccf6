"""What administrators do."""
