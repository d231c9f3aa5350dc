from alongside.domain.assistance.models.hot_issue import Gathered, HotIssue, HotIssueMember
from alongside.domain.assistance.models.trained_model import TrainedModel

__all__ = ["Gathered", "HotIssue", "HotIssueMember", "TrainedModel"]
