"""Microsoft Graph: what the café asks of it, in the café's words. `microsoft/` is how it is asked."""
