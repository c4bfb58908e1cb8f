"""A stand-in for Microsoft Graph on loopback: answers and refuses alike, and shows what was sent."""
