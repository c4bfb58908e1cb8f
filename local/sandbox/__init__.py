"""A stand-in for Microsoft Graph on loopback. It answers and refuses as Graph does, and shows what was sent."""
