"""Small files of each kind, as their content tells it, for tests of documents."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj Wilhelmina Quackenbush endobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
JPG = b"\xff\xd8\xff\xe0" + bytes(64)
EXE = b"MZ\x90\x00" + bytes(200)
TYPE = "pcp_patient_referral"


def docx():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in ("[Content_Types].xml", "word/document.xml"):
            file.writestr(name, "<x/>")
    return packed.getvalue()


def file(content=PDF, name="referral Quackenbush.pdf", claimed="application/pdf"):
    return SimpleUploadedFile(name, content, claimed)
