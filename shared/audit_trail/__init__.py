"""The audit trail: who did what that changes what the café does, when, and why."""
