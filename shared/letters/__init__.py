"""Letters: what each kind of mail says, one file and one template for each. `calendar/` is the invitation beside it."""
