from alongside.domain.platforms.models.card import Card, CardWish, News, PlatformName, PlatformState
from alongside.domain.platforms.models.robot import GroupRobot, RobotLine

__all__ = ["Card", "CardWish", "GroupRobot", "News", "PlatformName", "PlatformState", "RobotLine"]
