"""The sandbox's mailbox for people: the mails that were sent, as people would read them."""
