from alongside.domain.platforms.models.card import Card, CardWish, News, PlatformName, PlatformState
from alongside.domain.platforms.models.directory import Directory, DirectoryPerson
from alongside.domain.platforms.models.robot import GroupRobot, RobotLine

__all__ = [
    "Card",
    "CardWish",
    "Directory",
    "DirectoryPerson",
    "GroupRobot",
    "News",
    "PlatformName",
    "PlatformState",
    "RobotLine",
]
