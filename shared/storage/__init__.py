"""Storage: rows in tables, messages in queues, and the one way to change a row that others may change too."""
