"""Operations: finding out whether the café works, and trying failed work again."""
