"""Practice questions as a QTI 1.2 package, in the dialect that Canvas reads and writes."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from autograder.exporters.items.form import Item, document, element, rich
from autograder.release.archive import zip_bytes

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_ANSWER = "response1"
_KINDS = {False: "multiple_choice_question", True: "multiple_answers_question"}


def write(assignment: str, title: str, items: Sequence[Item]) -> bytes:
    """The questions as a zip with a manifest and one assessment."""
    name = f"{assignment}-practice"
    section = element("section", {"ident": "root_section"}, *map(_item, items))
    assessment = element("assessment", {"ident": name, "title": title}, section)
    path = f"{name}/{name}.xml"
    return zip_bytes(
        {
            "imsmanifest.xml": document(_manifest(name, path)),
            path: document(element("questestinterop", {"xmlns": _QTI}, assessment)),
        }
    )


def _manifest(name: str, path: str) -> Element:
    return element(
        "manifest",
        {"xmlns": _PACKAGE, "identifier": f"{name}-package"},
        element(
            "metadata",
            None,
            element("schema", None, "IMS Content"),
            element("schemaversion", None, "1.1.3"),
        ),
        element("organizations"),
        element(
            "resources",
            None,
            element(
                "resource",
                {"identifier": name, "type": "imsqti_xmlv1p2", "href": path},
                element("file", {"href": path}),
            ),
        ),
    )


def _item(item: Item) -> Element:
    labels = [
        element("response_label", {"ident": key}, element("material", None, _html(rich(text))))
        for key, text in item.options.items()
    ]
    choice = element(
        "response_lid",
        {"ident": _ANSWER, "rcardinality": "Multiple" if item.several else "Single"},
        element("render_choice", None, *labels),
    )
    stem = element("material", None, _html(f"<p>{rich(item.stem)}</p>"))
    feedback = [
        element(
            "itemfeedback",
            {"ident": f"{key}_fb"},
            element("flow_mat", None, element("material", None, _html(rich(text)))),
        )
        for key, text in item.explanations.items()
    ]
    return element(
        "item",
        {"ident": item.id, "title": item.title},
        element(
            "itemmetadata",
            None,
            element(
                "qtimetadata",
                None,
                _field("question_type", _KINDS[item.several]),
                _field("points_possible", "1"),
            ),
        ),
        element("presentation", None, stem, choice),
        _processing(item),
        *feedback,
    )


def _processing(item: Item) -> Element:
    variable = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    shown = [
        element(
            "respcondition",
            {"continue": "Yes"},
            _equals(key),
            element("displayfeedback", {"feedbacktype": "Response", "linkrefid": f"{key}_fb"}),
        )
        for key in item.explanations
    ]
    scored = element(
        "respcondition",
        {"continue": "No"},
        element("conditionvar", None, *_exactly(item)),
        element("setvar", {"action": "Set", "varname": "SCORE"}, "100"),
    )
    outcomes = element("outcomes", None, element("decvar", variable))
    return element("resprocessing", None, outcomes, *shown, scored)


def _exactly(item: Item) -> list[Element]:
    """The right answer: its option, or of several these and no other."""
    if not item.several:
        return [_chosen(item.keys[0])]
    parts = [
        _chosen(key) if key in item.keys else element("not", None, _chosen(key))
        for key in item.options
    ]
    return [element("and", None, *parts)]


def _equals(key: str) -> Element:
    return element("conditionvar", None, _chosen(key))


def _chosen(key: str) -> Element:
    return element("varequal", {"respident": _ANSWER}, key)


def _field(label: str, entry: str) -> Element:
    return element(
        "qtimetadatafield",
        None,
        element("fieldlabel", None, label),
        element("fieldentry", None, entry),
    )


def _html(text: str) -> Element:
    return element("mattext", {"texttype": "text/html"}, text)
