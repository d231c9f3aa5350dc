from alongside.faces.api.assistance.hot_issues import hot_issues

__all__ = ["hot_issues"]
