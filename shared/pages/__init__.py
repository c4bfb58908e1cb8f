"""Pages: what each page says. Each has one function and one template. Words and dates arrive ready to print."""
