"""What makes one plan better than another: a sum of named terms, one a file."""
