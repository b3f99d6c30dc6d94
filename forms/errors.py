"""What can go wrong with a checklist, one class per cause that a caller can act on.

FormError                 key: the string key for the person; params: what it names
├── UnknownItem           a code that the form does not have
├── UnknownBasis          a number that the item has no basis for
├── AlreadyVerified       a basis that does not wait to be verified
├── InvalidAnswer         text that is no answer to the item: ask again
├── ExpressionError       an expression that cannot be read, at a position
├── CyclicForm            items that depend on themselves
└── FormFileError         a checklist file that breaks a rule, at an item
"""

from __future__ import annotations


class FormError(Exception):
    """The root; `key` and `params` are for the person, the message is for the log."""

    def __init__(self, key: str, **params: object) -> None:
        named = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{key}({named})" if named else key)
        self.key = key
        self.params = params


class UnknownItem(FormError):
    def __init__(self, *, form: str, item: str) -> None:
        super().__init__("forms.unknown_item", form=form, item=item)


class UnknownBasis(FormError):
    def __init__(self, *, form: str, item: str, number: int) -> None:
        super().__init__("forms.unknown_basis", form=form, item=item, number=number)


class AlreadyVerified(FormError):
    def __init__(self, *, form: str, item: str, number: int) -> None:
        super().__init__("forms.verified", form=form, item=item, number=number)


class InvalidAnswer(FormError):
    """`code` is the item's; `reason` one of `REASONS`, which makes the string key."""

    REASONS = (
        "empty",
        "not_a_number",
        "number_out_of_range",
        "not_a_whole_number",
        "negative",
        "not_a_date",
        "not_a_time",
        "not_a_place",
        "too_many_places",
        "not_a_signature",
        "date_out_of_range",
        "no_such_choice",
        "too_long",
        "no_value_expected",
    )

    def __init__(self, code: str, reason: str, **params: object) -> None:
        super().__init__(f"answer.{reason}", item=code, **params)
        self.code = code
        self.reason = reason


class ExpressionError(FormError):
    """`position` counts characters from 0; `reason` one of `REASONS`."""

    REASONS = (
        "too_long",
        "too_deep",
        "unexpected_character",
        "unterminated_text",
        "unexpected_end",
        "unexpected_token",
        "unknown_function",
        "unknown_name",
        "wrong_argument_count",
        "bad_pattern",
        "outside",
    )

    def __init__(self, position: int, reason: str, **params: object) -> None:
        super().__init__(f"expression.{reason}", position=position, **params)
        self.position = position
        self.reason = reason


class CyclicForm(FormError):
    """`circle` are the codes in the order in which each needs the next."""

    def __init__(self, circle: tuple[str, ...]) -> None:
        super().__init__("forms.cycle", circle=" → ".join(circle))
        self.circle = circle


class FormFileError(FormError):
    """Names the file, the item (or the path within the file) and the rule that is broken."""

    def __init__(self, file: str, item: str, rule: str, message: str) -> None:
        super().__init__("forms.file", file=file, item=item, rule=rule, message=message)
        self.file = file
        self.item = item
        self.rule = rule
        self.message = message

    def __str__(self) -> str:
        return f"{self.file}: {self.item or '-'}: {self.rule}: {self.message}"
