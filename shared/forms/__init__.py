"""Forms: what the sign-up Form and the sign-up page send, read, checked and taken in."""
