"""The web: what an address takes and answers, who may use it, and how we answer a refusal."""
