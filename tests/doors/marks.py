"""Secret marks: every word in MARKS stands on a thing of project 观澜庭 and nowhere else.

Whoever of another project reads one of them has been shown something that is not theirs.
"""

PHONE = "13976501238"
MARKS = {
    "customer's name": "欧阳雪鸿",
    "title of the case": "紫云英渗水",
    "customer's words": "蓝孔雀屏风湿透",
    "reply": "碧螺春赔礼",
    "note": "鳄梨内情",
    "evidence": "琥珀证言",
    "finding": "珊瑚定责",
    "loss": "玳瑁赔付",
    "task": "麒麟排查",
    "reason of the transfer": "白鹭转交",
    "saved view": "朱鹮视图",
    "segment": "雪豹分群",
    "file": "犀牛照片",
    "alert": "翡翠警示",
    "mail_subject": "玉兔来函",
    "mail_words": "青鸾投书",
    "call_words": "白鹭来电",
    "title of the legal matter": "黑颈鹤诉讼",
    "words of the lesson": "雨燕教训",
    "piece in the newsletter": "戴胜来稿",
    "words of the promise": "丹顶鹤许诺",
    "estate": "银杏里",
    "home": "凤凰8栋",
    "words about the customer": "海棠备注",
    "phone": PHONE,
    "tail of the phone": "1238",
    "mail address": "snow.goose@",
    "appointment": "丹顶鹤赴约",
    "amount": "7391.57",
    "door of the listing": "海螺6栋1702",
    "owner of the listing": "金丝燕房主",
    "reason of the change of the listing": "蜂鸟急售",
    "imported file": "鹦鹉名单",
    "cell of the imported file": "百灵鸟",
}
