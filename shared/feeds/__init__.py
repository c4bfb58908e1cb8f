"""News feeds (RSS and Atom): we fetch them within limits, read what can be read, and keep plain text.

A feed is somebody else's file. It may be slow, endless, broken or hostile. Only plain text and http links
leave this package.
"""
