"""Operations: what tells whether the café is well, and trying again what failed."""
