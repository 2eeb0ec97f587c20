import pytest

from extract.bylines import bylines
from extract.layout import split_articles
from extract.model import Page


def names(text: str) -> list[tuple[str, str]]:
    page = Page("d", "d.txt", text, "utf-8", "")
    return [
        (article.text[start:end].replace(" ", ""), capacity)
        for article in split_articles(page)
        for start, end, capacity in bylines(article)
    ]


BODY = "昨天下午,市人大常委会召开机关学习会,部署下一步工作,要求与会人员抓好落实,确保各项任务按时完成。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # dev d02: behind the sentence of a caption
        (f"党建引领小区治理见闻\n\n{BODY}\n志愿者在滨江苑小区为老人理发。记者 舒畅 摄", [("舒畅", "photographer")]),
        # seed 000
        (f"市人大常委会召开机关学习会\n\n本报讯(记者 李凌峰 通讯员 苏立特){BODY}", [("李凌峰", "reporter"), ("苏立特", "correspondent")]),
        # seed 003
        (f"鳌江:数字化点亮万家灯火\n\n{BODY}\n\n(薛杨杨 甘凌峰)", [("薛杨杨", "reporter"), ("甘凌峰", "reporter")]),
        # seed 002: a name cut by a space
        (f"山东东营:党建聚人心\n{BODY}\n光明日报记者 赵秋丽 光明日报通讯员 刘智峰 周 强",
         [("赵秋丽", "reporter"), ("刘智峰", "correspondent"), ("周强", "correspondent")]),
        # a common word where only a name can stand
        (f"一棵老香樟 留还是移\n\n{BODY}\n\n(周末)", [("周末", "reporter")]),
        # seed 003: a body supplied the picture, nobody is named
        (f"增值零距离 服务更圈粉\n\n{BODY}\n\n苍南县红色星光服务市集 苍南县委组织部供图", []),
    ],
)  # fmt: skip
def test_bylines_of_every_form(text, expected):
    assert sorted(names(text)) == sorted(expected)


def test_a_reporter_in_the_story_is_no_byline():
    assert names(f"路灯亮了\n\n{BODY}“路灯亮了。”黎明村党支部书记薛顺锡告诉记者,村民出行更安全了。") == []
