"""The entries of the programme as forms: what a person fills in, and how it becomes the programme's data and back."""
