"""Pages: what each page says. One function and one template each; words and dates arrive ready to print."""
