"""Follow-up: what was planned and done, where visits are owed, whom the pairs met; as counts that point at nobody."""
