"""Language: the words people read, in the language at hand.

Every sentence stands in English where it is used, and is marked there. A catalogue has it in another language.
`catalogues/` holds one file for each language that the café speaks beside English.
"""
