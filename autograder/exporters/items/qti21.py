"""Practice questions as a QTI 2.1 package: a manifest, and one file an item."""

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from autograder.exporters.items.form import Item, document, element, rich
from autograder.release.archive import zip_bytes

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"


def write(assignment: str, title: str, items: Sequence[Item]) -> bytes:
    """The questions as a zip of items and a test that holds them."""
    paths = {item.id: f"items/{item.id}.xml" for item in items}
    files = {paths[item.id]: document(_item(item)) for item in items}
    files["test.xml"] = document(_test(assignment, title, paths))
    files["imsmanifest.xml"] = document(_manifest(assignment, paths))
    return zip_bytes(files)


def _item(item: Item) -> Element:
    many = "multiple" if item.several else "single"
    choices = [
        element("simpleChoice", {"identifier": key}, *_inline(text))
        for key, text in item.options.items()
    ]
    prompt = element("prompt", None, *_inline(item.stem))
    most = {
        "responseIdentifier": "RESPONSE",
        "shuffle": "false",
        "maxChoices": "0" if item.several else "1",
    }
    body = element("itemBody", None, element("choiceInteraction", most, prompt, *choices))
    feedback = [
        element(
            "modalFeedback",
            {"outcomeIdentifier": "FEEDBACK", "showHide": "show", "identifier": key},
            *_inline(text),
        )
        for key, text in item.explanations.items()
    ]
    return element(
        "assessmentItem",
        {
            "xmlns": _QTI,
            "identifier": item.id,
            "title": item.title,
            "adaptive": "false",
            "timeDependent": "false",
        },
        element(
            "responseDeclaration",
            {"identifier": "RESPONSE", "cardinality": many, "baseType": "identifier"},
            element("correctResponse", None, *(element("value", None, key) for key in item.keys)),
        ),
        _outcome("SCORE", "float"),
        _outcome("FEEDBACK", "identifier", many),
        body,
        _processing(),
        *feedback,
    )


def _outcome(name: str, kind: str, many: str = "single") -> Element:
    return element(
        "outcomeDeclaration", {"identifier": name, "cardinality": many, "baseType": kind}
    )


def _processing() -> Element:
    right = element(
        "match",
        None,
        element("variable", {"identifier": "RESPONSE"}),
        element("correct", {"identifier": "RESPONSE"}),
    )
    return element(
        "responseProcessing",
        None,
        element(
            "responseCondition",
            None,
            element("responseIf", None, right, _score("1")),
            element("responseElse", None, _score("0")),
        ),
        element(
            "setOutcomeValue",
            {"identifier": "FEEDBACK"},
            element("variable", {"identifier": "RESPONSE"}),
        ),
    )


def _score(value: str) -> Element:
    return element(
        "setOutcomeValue",
        {"identifier": "SCORE"},
        element("baseValue", {"baseType": "float"}, value),
    )


def _test(assignment: str, title: str, paths: dict[str, str]) -> Element:
    references = [
        element("assessmentItemRef", {"identifier": name, "href": path})
        for name, path in paths.items()
    ]
    section = element(
        "assessmentSection",
        {"identifier": "S1", "title": title, "visible": "true"},
        *references,
    )
    part = element(
        "testPart",
        {"identifier": "T1", "navigationMode": "nonlinear", "submissionMode": "individual"},
        section,
    )
    name = f"{assignment}-practice"
    return element("assessmentTest", {"xmlns": _QTI, "identifier": name, "title": title}, part)


def _manifest(assignment: str, paths: dict[str, str]) -> Element:
    items = [
        element(
            "resource",
            {"identifier": f"R-{name}", "type": "imsqti_item_xmlv2p1", "href": path},
            element("file", {"href": path}),
        )
        for name, path in paths.items()
    ]
    test = element(
        "resource",
        {"identifier": "R-test", "type": "imsqti_test_xmlv2p1", "href": "test.xml"},
        element("file", {"href": "test.xml"}),
        *(element("dependency", {"identifierref": f"R-{name}"}) for name in paths),
    )
    return element(
        "manifest",
        {"xmlns": _PACKAGE, "identifier": f"{assignment}-practice-package"},
        element(
            "metadata",
            None,
            element("schema", None, "QTIv2.1 Package"),
            element("schemaversion", None, "1.0.0"),
        ),
        element("organizations"),
        element("resources", None, test, *items),
    )


def _inline(text: str) -> tuple[Element | str, ...]:
    """Text with `code` and line breaks as elements: QTI 2.1 takes no escaped HTML."""
    root = ElementTree.fromstring(f"<r>{rich(text)}</r>")  # noqa: S314 - escaped by ourselves
    parts: list[Element | str] = [root.text] if root.text else []
    for child in root:
        tail, child.tail = child.tail, None
        parts += [child, *([tail] if tail else [])]
    return tuple(parts)
