from alongside.domain.platforms.models.card import Card, CardWish, News, PlatformName, PlatformState

__all__ = ["Card", "CardWish", "News", "PlatformName", "PlatformState"]
