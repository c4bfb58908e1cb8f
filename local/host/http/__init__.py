"""The host's HTTP side: routes, requests, sign-in and the admin endpoints."""
