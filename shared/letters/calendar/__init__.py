"""Calendar files: the invitation that lands in a registrant's calendar."""
