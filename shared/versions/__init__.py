"""The programme's versions: the team's draft, what it would change and for whom, publishing it, and going back."""
