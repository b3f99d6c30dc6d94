"""Words as they are read: answers in place of `${name}`, without the markup of ODK's labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from forms.context import Context, as_value
from forms.definition import Choice, Group, Item, Section
from forms.terms import Text
from forms.values import to_text

BLANK = "＿＿"
"""Where nobody has answered yet: on paper, and in the list of a form's items."""
READ_MAX = 2048
"""Labels whose plain words are remembered."""

_NAME = re.compile(r"\$\{\s*([^${}\s]+)\s*\}")
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*"
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(rf"</?(?:span|b|i|em|strong|font|p|u|h[1-6]|a|div){_ATTRIBUTES}>", re.I), ""),
    (re.compile(r"^#{1,6}\s+", re.MULTILINE), ""),
    (re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)"), r"\1 (\2)"),
    (re.compile(r"(?<!\w)(\*\*|__)(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?!\w)"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
)
"""What ODK Collect and Enketo draw as headings, emphasis and links; the first two are HTML."""

Tell = Callable[[str], str]
"""What a name stands for, as text."""


def names_in_words(*texts: Text) -> frozenset[str]:
    """The items that words name."""
    said = (words for text in texts for words in (text.zh, text.en))
    return frozenset(name for words in said for name in _NAME.findall(words))


def told(text: Text, tell: Tell) -> Text:
    """The words as they are read: answers in place of their names, no markup."""
    zh, en = _plain(text.zh), _plain(text.en)
    if "${" in zh or "${" in en:
        zh, en = (_NAME.sub(lambda found: tell(found.group(1)), words) for words in (zh, en))
    return text if (zh, en) == (text.zh, text.en) else Text(zh, en, text.others)


def blanked(text: Text) -> Text:
    return told(text, lambda _: BLANK)


def telling(context: Context) -> Tell:
    return lambda name: to_text(as_value(context.values.get(name)))


def words_of_item(item: Item) -> tuple[Text, ...]:
    """Everything of an item in which an answer may be named."""
    messages = (item.required_message, item.constraint_message)
    return (item.label, item.method, *messages, *(choice.label for choice in item.choices))


def words_of_section(section: Section) -> tuple[Text, ...]:
    rows = (section.repeat.label,) if section.repeat else ()
    return (section.label, *rows, *(group.label for group in section.groups))


def is_worded(texts: Iterable[Text]) -> bool:
    """Whether there is anything to tell."""
    return any(
        "${" in words or _plain(words) != words for text in texts for words in (text.zh, text.en)
    )


def told_item(item: Item, tell: Tell) -> Item:
    return replace(
        item,
        label=told(item.label, tell),
        method=told(item.method, tell),
        required_message=told(item.required_message, tell),
        constraint_message=told(item.constraint_message, tell),
        choices=tuple(_told_choice(choice, tell) for choice in item.choices),
    )


def told_section(section: Section, tell: Tell) -> Section:
    repeat = section.repeat
    if repeat is not None:
        repeat = replace(repeat, label=told(repeat.label, tell))
    groups = tuple(_told_group(group, tell) for group in section.groups)
    return replace(section, label=told(section.label, tell), repeat=repeat, groups=groups)


def _told_choice(choice: Choice, tell: Tell) -> Choice:
    return replace(choice, label=told(choice.label, tell))


def _told_group(group: Group, tell: Tell) -> Group:
    return replace(group, label=told(group.label, tell))


@lru_cache(maxsize=READ_MAX)
def _plain(words: str) -> str:
    for pattern, instead in _MARKUP:
        words = pattern.sub(instead, words)
    return words
