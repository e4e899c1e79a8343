"""How all pages look and speak: theme, texts, routes, templates."""
