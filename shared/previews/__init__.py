"""Previews: an email that will be sent, as it reads now. Composing one changes nothing, and its links open nothing."""
