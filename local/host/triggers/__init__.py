"""The host's triggers: queues and timers, and what is known of each."""
