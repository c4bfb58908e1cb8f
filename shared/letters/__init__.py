"""Letters: what each kind of mail says. Each has one file and one template. `calendar/` makes the invitation."""
