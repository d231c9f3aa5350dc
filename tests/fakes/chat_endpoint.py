"""An endpoint that speaks OpenAI's chat completions: remembers every word it received, answers what the test says.

POST /test {"says": words}: the next answers' words (every token of the question otherwise); {"wrong": 500}, 429, 401, or "garbage",
"empty", "hang". GET /sent is what it received, with the bearer key.
"""

from __future__ import annotations

import re
import time
from typing import Any

from platform_of_fakes import Platform

KEY = "fake-endpoint-key"


class ChatEndpoint(Platform):
    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if method != "POST" or path != "/v1/chat/completions":
            return 404, {"error": {"message": "no such address"}}
        self.sent.append({"key": self.headers.get("Authorization", ""), "body": body})
        wrong = self.said.get("wrong")
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            wrong = 401
        if wrong == "hang":
            time.sleep(1.5)
        if wrong == "garbage":
            return 200, "down"
        if wrong == "empty":
            return 200, {"choices": []}
        if isinstance(wrong, int):
            return wrong, {"error": {"message": "as the test wished", "code": wrong}}
        asked = body["messages"][-1]["content"]
        words = self.said.get("says") or " ".join(dict.fromkeys(re.findall(r"〔[^〔〕]+〕", asked)))
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": words}}
        used = {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366}
        return {
            "id": "c-1",
            "object": "chat.completion",
            "model": body["model"],
            "choices": [choice],
            "usage": used,
        }


if __name__ == "__main__":
    ChatEndpoint.serve()
