"""The words of the preview's desk page, in both languages; the phone beside it has its own."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_app.strings import BASE_LANGUAGE, Strings

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh_CN": {
        "title": "表单预览",
        "good": "没有问题，右边就是它在手机上的样子",
        "kept": "文件有 {count} 处要改；右边仍是上一份好的",
        "waiting": "文件有 {count} 处要改，改好后这里就会显示",
        "saved": "存盘即更新",
        "line": "第 {line} 行",
        "near": "是不是想写“{name}”？",
        "between": "",
        "phone": "手机",
        "tablet": "平板",
        "afresh": "从头再来",
        "tags": "可以手工输入的示例标签",
        "detail": "原文",
        "gone": "预览已停止，重新运行命令后刷新本页",
        "unit": "示例{kind}",
        "person": "预览",
        "rule.other": "这里不合规定，请按下面的原文改。",
        "rule.unreadable": "读不到这个文件：看看它还在不在、有没有权限。",
        "rule.too_large": "文件太大了。一张表单不会超过 1 MB，看看是不是选错了文件。",
        "rule.encoding": "文件不是 UTF-8 编码，请用 UTF-8 另存。",
        "rule.yaml": "YAML 写法有误：多半是缩进没对齐、冒号后少空格，或引号没有成对。",
        "rule.alias": "不能用 * 引用别处，请把内容写全。",
        "rule.depth": "嵌套得太深了，请检查缩进。",
        "rule.key": "冒号左边只能是一个词。",
        "rule.duplicate_key": "“{name}”写了两次，请删掉一个。",
        "rule.unknown_key": "不认识“{name}”，请改成认识的词，或删掉这一行。",
        "rule.missing": "少了“{name}”，请补上。",
        "rule.not_allowed": "“{name}”不能和这里的其他内容放在一起，请删掉它。",
        "rule.type": "值的种类不对（该是数字却写了文字，或该是一组却只写了一个），请改。",
        "rule.enum": "“{name}”不在可选的词里，请从原文列出的词里选一个。",
        "rule.const": "“{name}”在这里不能用，请照原文改。",
        "rule.pattern": "“{name}”的写法不对：编号形如 FIRE-01，标识只用小写字母、数字和下划线。",
        "rule.minimum": "数字太小，请改大。",
        "rule.maximum": "数字太大，请改小。",
        "rule.exclusiveMinimum": "数字太小，请改大。",
        "rule.minLength": "不能空着，请写上内容。",
        "rule.maxLength": "太长了，请写短些。",
        "rule.minItems": "至少要有一项，请补上。",
        "rule.maxItems": "项数太多，请减少。",
        "rule.minProperties": "不能空着：写上内容，或删掉这一行。",
        "rule.uniqueItems": "有重复的内容，请删掉重复的。",
        "rule.format": "“{name}”不是日期，请写成 2026-11-23 这样。",
        "rule.duplicate_code": "这个编号用了不止一次，请给其中一个换个编号。",
        "rule.duplicate_section": "这个部分标识用了不止一次，请给其中一个换个标识。",
        "rule.duplicate_choice": "选项的值重复了，请给其中一个换个值。",
        "rule.asset_kind": "设施类别不对，请用设施类别表里的两字母代码，并和所在部分一致。",
        "rule.expression": "条件式写错了。",
        "rule.escalation": "加重后的等级不能低于检查项本来的等级，请改其中一个。",
        "rule.limits": "上下限不合理：从小到大写，同一头只写一个。",
        "rule.set_by": "请用 set_by 写明限值出自第几条依据（从 0 数起），查不到的写 open。",
        "rule.attribute": "没有“{name}”这个属性，请用属性表里的名字。",
        "rule.basis_dates": "依据的失效日期早于施行日期，请改日期。",
        "expression.too_long": "它太长了。",
        "expression.too_deep": "它套得太深了。",
        "expression.unexpected_character": "第 {position} 个字符不能出现在这里。",
        "expression.unterminated_text": "从第 {position} 个字符起引号没有成对。",
        "expression.unexpected_end": "它没写完。",
        "expression.unexpected_token": "第 {position} 个字符起的内容不该在这里。",
        "expression.unknown_function": "第 {position} 个字符起的函数不认识。",
        "expression.unknown_name": "第 {position} 个字符起的名字不认识：没有这个检查项或属性。",
        "expression.wrong_argument_count": "第 {position} 个字符起的函数参数个数不对。",
        "expression.bad_pattern": "第 {position} 个字符起的匹配式写错了。",
        "expression.outside": "第 {position} 个字符起的路径或下标不支持，请只写编号。",
        "rule.duplicate_list": "两个选项表用了同一个标识，请给其中一个换个标识。",
        "rule.duplicate_group": "两个组用了同一个标识，请给其中一个换个标识。",
        "rule.group": "没有这个组，或组套进了自己，请改 group 或 within。",
        "rule.choice_spaces": "多选的选项值“{name}”里不能有空格，请改成一个词。",
        "rule.lookup": "没有“{name}”这个选项表，或表里没有这一列，请改 pulldata 里的名字。",
        "rule.place_kind": "没有“{name}”这种场所，请用 forms/place_kinds.py 里的名字。",
        "rule.choice_list": "没有这个选项表，请改 choice_list，或在 choice_lists 里补上。",
        "rule.merge": "合并规则里的检查项不存在，请改编号。",
        "rule.cycle": "几项互相依赖，绕成了一圈，请去掉其中一个条件。",
    },
    "en": {
        "title": "Form preview",
        "good": "All is well: beside this it stands as on a phone",
        "kept": "{count} things to change; beside this stands the last good form",
        "waiting": "{count} things to change before it can be shown",
        "saved": "Updates when you save",
        "line": "line {line}",
        "near": 'Did you mean "{name}"?',
        "between": " ",
        "phone": "Phone",
        "tablet": "Tablet",
        "afresh": "Start afresh",
        "tags": "Sample tags, to be typed in",
        "detail": "In full",
        "gone": "The preview has ended: run the command again and reload this page",
        "unit": "Sample {kind}",
        "person": "Preview",
        "rule.other": "This breaks a rule: change it as the text below says.",
        "rule.unreadable": "The file cannot be read: see whether it is still there and permitted.",
        "rule.too_large": "The file is too large: no form has more than 1 MB. Is it the right one?",
        "rule.encoding": "The file is not in UTF-8: save it as UTF-8.",
        "rule.yaml": (
            "The YAML cannot be read: mostly an indent that is out of line, a space missing behind "
            "a colon, or a quotation mark without its partner."
        ),
        "rule.alias": "Another part cannot be referred to with *: write it out.",
        "rule.depth": "This is nested too deep: check the indents.",
        "rule.key": "Only a word can stand before a colon.",
        "rule.duplicate_key": '"{name}" stands there twice: remove one.',
        "rule.unknown_key": '"{name}" is not known: correct it or remove the line.',
        "rule.missing": '"{name}" is missing: add it.',
        "rule.not_allowed": '"{name}" does not go with the rest here: remove it.',
        "rule.type": (
            "The value is of the wrong sort (words where a number belongs, or one thing where a "
            "list belongs): change it."
        ),
        "rule.enum": (
            '"{name}" is none of the words that can stand here: choose one that is listed below.'
        ),
        "rule.const": '"{name}" cannot stand here: change it as the text below says.',
        "rule.pattern": (
            '"{name}" is not written as it must be: codes look like FIRE-01, ids are small letters,'
            " digits and underscores."
        ),
        "rule.minimum": "The number is too small: raise it.",
        "rule.maximum": "The number is too large: lower it.",
        "rule.exclusiveMinimum": "The number is too small: raise it.",
        "rule.minLength": "It cannot be empty: write something.",
        "rule.maxLength": "It is too long: shorten it.",
        "rule.minItems": "At least one belongs here: add it.",
        "rule.maxItems": "There are too many: remove some.",
        "rule.minProperties": "It cannot be empty: fill it or remove the line.",
        "rule.uniqueItems": "Something stands there twice: remove one.",
        "rule.format": '"{name}" is no date: write it as 2026-11-23.',
        "rule.duplicate_code": "This code is used more than once: give one of them another code.",
        "rule.duplicate_section": "This section's id is used more than once: change one of them.",
        "rule.duplicate_choice": "The value of a choice is there twice: change one of them.",
        "rule.asset_kind": (
            "The kind of thing is not right: use a two-letter code from the table, the same as its "
            "section's."
        ),
        "rule.expression": "The condition is not right.",
        "rule.escalation": "What makes it worse cannot lead to a lower grade: change one of them.",
        "rule.limits": "The limits do not fit: from low to high, and one only at each end.",
        "rule.set_by": (
            "Say with set_by which basis sets the limit, counted from 0; where that is not known, "
            "write open."
        ),
        "rule.attribute": 'There is no attribute "{name}": use a name from the table.',
        "rule.basis_dates": "The basis ends before it begins: change the dates.",
        "expression.too_long": "It is too long.",
        "expression.too_deep": "It is nested too deep.",
        "expression.unexpected_character": "Character {position} cannot stand there.",
        "expression.unterminated_text": "The quote at character {position} has no partner.",
        "expression.unexpected_end": "It breaks off.",
        "expression.unexpected_token": "What begins at character {position} does not belong there.",
        "expression.unknown_function": "The function at character {position} is not known.",
        "expression.unknown_name": (
            "The name at character {position} is not known: there is no such item or attribute."
        ),
        "expression.wrong_argument_count": (
            "The function at character {position} has too few or too many arguments."
        ),
        "expression.bad_pattern": "The pattern at character {position} is not right.",
        "expression.outside": (
            "Paths and indexes (character {position}) are not supported: write the code alone."
        ),
        "rule.duplicate_list": "Two choice lists have the same id: give one of them another.",
        "rule.duplicate_group": "Two groups have the same id: give one of them another.",
        "rule.group": "There is no such group, or it is within itself: change group or within.",
        "rule.choice_spaces": 'The value "{name}" may hold no space where several can be chosen.',
        "rule.lookup": 'There is no list "{name}", or not that column: correct pulldata.',
        "rule.place_kind": 'There is no kind of place "{name}": use one of forms/place_kinds.py.',
        "rule.choice_list": "There is no such choice list: correct the name or add the list.",
        "rule.merge": "The merging rule names an item that is not there: correct its code.",
        "rule.cycle": "Some items depend on each other in a circle: remove one of the conditions.",
    },
}


def words_in(language: str) -> Strings:
    """In Chinese where the language is none of ours."""
    known = language if language in WORDS else BASE_LANGUAGE
    return Strings(known, WORDS[known])
