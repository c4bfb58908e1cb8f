"""The audit trail: each act that changes what the café does, with the person, the time and the reason."""
