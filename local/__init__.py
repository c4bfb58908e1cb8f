"""The café on one machine: storage emulator, Graph sandbox and functions host, on loopback only."""
