"""The sandbox's mailbox for people: the mails that were sent, as they would be read."""
