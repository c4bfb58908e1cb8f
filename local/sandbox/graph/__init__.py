"""Microsoft Graph as the sandbox plays it: mail, calendars, meetings, the directory, and what Graph refuses."""
