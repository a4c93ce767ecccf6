"""Running an installation: health, metrics, logs, the clock."""
