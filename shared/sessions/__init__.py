"""Sessions: one hour on one day. Their rows, how we plan them, and how they are moved and cancelled."""
