"""Graph through Microsoft's SDK. Only this package imports the SDK."""
