"""What pypdf, PDFium and ZXing make of our papers: title, language, tags, the words and the QR codes of each page."""

import json
import sys

import pypdf
import pypdfium2
import zxingcpp


def kinds(node, found):
    """Every kind of structure element, in reading order, with what stands for a picture."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            kinds(kid, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append([node["/S"], str(node.get("/Alt", ""))])
        if "/K" in node:
            kinds(node["/K"], found)
    return found


def judge(path):
    file = pypdf.PdfReader(path, strict=True)
    root = file.trailer["/Root"]
    pictures = pypdfium2.PdfDocument(path)
    pages = []
    for page, picture in zip(file.pages, pictures):
        image = picture.render(scale=2).to_pil()
        codes = [code.text for code in zxingcpp.read_barcodes(image) if code.valid]
        pages.append({"text": page.extract_text(), "codes": codes})
    return {
        "title": file.metadata.title,
        "language": str(root.get("/Lang", "")),
        "shows_title": bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        "marked": bool(root["/MarkInfo"]["/Marked"]),
        "universal": "pdfuaid" in root["/Metadata"].get_data().decode(),
        "outline": [entry.title for entry in file.outline],
        "tags": kinds(root["/StructTreeRoot"]["/K"], []),
        "pages": pages,
    }


print(json.dumps(judge(sys.argv[1])))
