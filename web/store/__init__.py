"""The memory: tables, migrations, transactions with their audit, backup and archive."""
