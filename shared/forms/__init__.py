"""Forms: we read, check and keep what the sign-up Form and the sign-up page send."""
