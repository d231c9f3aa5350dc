from alongside.faces.api.knowledge.articles import articles

__all__ = ["articles"]
