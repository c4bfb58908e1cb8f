"""Held texts: what a person has to read before anybody else does, because the gate cannot tell."""
