"""Sessions: one hour on one day. Their rows, when they are planned, and how they are moved and cancelled."""
