"""A WeChat official account: what it pushes (pushing, understanding), who follows it (following), its menu (menu)."""
