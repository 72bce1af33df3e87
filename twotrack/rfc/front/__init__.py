"""Front matter: its fields, people, dates, and the `<front>` element."""
