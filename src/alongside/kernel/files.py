"""What may be uploaded (INF-8): told by content, never by what the name or the browser claims.

Pure: bytes in, a CheckedFile out, or Refused with words for the person. Nothing here keeps a file; that is
stored_files.
"""

import codecs
import hashlib
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django.utils.translation import gettext_lazy as _

from alongside.kernel import heif, pictures
from alongside.kernel.refusals import Refused

PICTURE, DOCUMENT, TABLE, AUDIO, VIDEO = "picture", "document", "table", "audio", "video"
EVERYTHING = frozenset({PICTURE, DOCUMENT, TABLE, AUDIO, VIDEO})
MOST_FILES = 20
MEGABYTE = 1024 * 1024
LARGEST = {
    PICTURE: 20 * MEGABYTE, DOCUMENT: 50 * MEGABYTE, TABLE: 200 * MEGABYTE, AUDIO: 50 * MEGABYTE, VIDEO: 200 * MEGABYTE,
}  # fmt: skip
LONGEST_NAME = 255  # bytes
MOST_UNPACKED = 512 * MEGABYTE
MOST_PACKED_FILES = 10_000
MOST_PACKING = 200  # times

_HEAD = 8192
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLE = "application/x-ole-storage"
HEIC = "image/heic"  # kept as JPEG, which every browser shows
# What a content is called, for which purposes it serves and how its name may end; the first ending is ours.
_KINDS = {
    "image/jpeg": ({PICTURE}, (".jpg", ".jpeg", ".jpe", ".jfif")),
    "image/png": ({PICTURE}, (".png",)),
    "image/webp": ({PICTURE}, (".webp",)),
    "image/gif": ({PICTURE}, (".gif",)),
    HEIC: ({PICTURE}, (".heic", ".heif", ".hif")),
    "application/pdf": ({DOCUMENT}, (".pdf",)),
    f"{_OFFICE}wordprocessingml.document": ({DOCUMENT}, (".docx",)),
    f"{_OFFICE}spreadsheetml.sheet": ({DOCUMENT, TABLE}, (".xlsx",)),
    f"{_OFFICE}presentationml.presentation": ({DOCUMENT}, (".pptx",)),
    "application/msword": ({DOCUMENT}, (".doc",)),
    "application/vnd.ms-excel": ({DOCUMENT, TABLE}, (".xls",)),
    "application/vnd.ms-powerpoint": ({DOCUMENT}, (".ppt",)),
    "text/plain": ({DOCUMENT, TABLE}, (".txt",)),
    "text/csv": ({DOCUMENT, TABLE}, (".csv",)),
    "audio/mpeg": ({AUDIO}, (".mp3",)),
    "audio/mp4": ({AUDIO}, (".m4a", ".mp4")),
    "audio/aac": ({AUDIO}, (".aac",)),
    "audio/amr": ({AUDIO}, (".amr",)),
    "audio/ogg": ({AUDIO}, (".ogg", ".oga", ".opus")),
    "audio/wav": ({AUDIO}, (".wav",)),
    "video/mp4": ({VIDEO}, (".mp4", ".m4v")),
    "video/quicktime": ({VIDEO}, (".mov",)),
    "video/webm": ({VIDEO}, (".webm",)),
    "video/3gpp": ({VIDEO}, (".3gp",)),
}
_OTHER_NAMES = {"audio/x-wav": "audio/wav", "video/x-m4v": "video/mp4", "video/x-matroska": "video/webm"}
_BY_ENDING = {ending: kind for kind, (_purposes, endings) in reversed(_KINDS.items()) for ending in endings}
_OLE_KINDS = {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class CheckedFile:
    """An upload that may be kept. `data` replaces the upload's bytes where it isn't None (bare pictures)."""

    name: str
    content_type: str
    purpose: str
    size: int
    sha256: str
    data: bytes | None = None
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None


def check_count(files, most=MOST_FILES):
    """Refuse more files at once than we take."""
    if len(files) > most:
        raise Refused(_("Please send at most %(most)s files at once.") % {"most": most}, field="files")


def check_file(file, name, *, purposes=EVERYTHING):
    """What an upload is and whether it may be kept for one of these purposes. Raises Refused.

    `file` is open for reading bytes and seekable; it is left at its beginning.
    """
    name = clean_name(name)
    facts = {"name": name}
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise _refused(_("The file “%(name)s” is empty."), facts)
    content_type = sniff(file, name)
    serves, endings = _KINDS.get(content_type, (frozenset(), ()))
    fitting = serves & frozenset(purposes)
    if not fitting:
        raise _refused(_("Files such as “%(name)s” are not accepted here."), facts)
    purpose = min(fitting)
    if not _is_name_honest(name, content_type):
        raise _refused(_("The file “%(name)s” is not what its name says."), facts)
    if size > LARGEST[purpose]:
        facts["most"] = LARGEST[purpose] // MEGABYTE
        raise _refused(_("The file “%(name)s” is too large: at most %(most)s MB."), facts)
    if _ending(name).lower() not in endings:
        name = clean_name(name.removesuffix(_ending(name)) + endings[0])
    if content_type.startswith(_OFFICE) and not is_archive_sane(file):
        raise _refused(_("The file “%(name)s” can not be opened safely."), facts)
    file.seek(0)
    if content_type == HEIC:
        return _checked_picture(
            file, clean_name(name.removesuffix(_ending(name)) + ".jpg"), facts, heif.as_jpeg
        )
    if purpose == PICTURE:
        return _checked_picture(file, name, facts)
    return CheckedFile(name, content_type, purpose, size, _sha256(file))


def sniff(file, name=""):
    """The content type that the bytes tell, or None. The name only tells apart what is equal in bytes.

    Equal are plain text and CSV, and the three kinds of old Office files.
    """
    file.seek(0)
    head = file.read(_HEAD)
    ending = _ending(name).lower()
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _sniffed_office(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        kind = _BY_ENDING.get(ending)
        return kind if kind in _OLE_KINDS else _OLE
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    guess = filetype.guess(head)
    if guess is not None:
        return _OTHER_NAMES.get(guess.mime, guess.mime)
    return _sniffed_text(head, ending)


def clean_name(name):
    """A file's name that is safe to show, to save and to send: no path, no invisible or reversing marks.

    At most 255 bytes, the ending kept.
    """
    name = "".join(
        c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in ("Cf", "Cs", "Co")
    )
    name = re.split(r"[/\\]", name)[-1]
    name = " ".join(_NOT_IN_NAMES.sub("_", name).split()).strip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    ending = _ending(name)
    if len(ending.encode()) > 20:
        ending = ""
    stem = name.removesuffix(ending)
    stem = stem.encode()[: LONGEST_NAME - len(ending.encode())].decode(errors="ignore")
    return f"{stem}{ending}" if stem else f"file{ending}"


def is_archive_sane(file):
    """Whether an Office file can be unpacked without filling the machine, and brings no macros."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return (
        len(entries) <= MOST_PACKED_FILES
        and unpacked <= MOST_UNPACKED
        and unpacked <= max(packed * MOST_PACKING, MEGABYTE)
        and not any(entry.flag_bits & 1 for entry in entries)
        and not any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries)
    )


def _checked_picture(file, name, facts, turned=bytes):
    try:
        picture = pictures.prepared(turned(file.read()))
    except (pictures.HugePicture, heif.HugeHeif) as error:
        facts["most"] = pictures.MOST_PIXELS // 1_000_000
        raise _refused(_("The picture “%(name)s” has more than %(most)s million pixels."), facts) from error
    except (pictures.DamagedPicture, heif.DamagedHeif) as error:
        raise _refused(_("The picture “%(name)s” is damaged."), facts) from error
    finally:
        file.seek(0)
    return CheckedFile(
        name=name,
        content_type=picture.content_type,
        purpose=PICTURE,
        size=len(picture.data),
        sha256=hashlib.sha256(picture.data).hexdigest(),
        data=picture.data,
        width=picture.width,
        height=picture.height,
        thumbnail=picture.thumbnail,
    )


def _ending(name):
    return PurePosixPath(name).suffix


def _is_name_honest(name, content_type):
    """A picture may be called by another picture's ending (chats do that); anything else may not pretend."""
    claimed = _BY_ENDING.get(_ending(name).lower())
    if claimed is None or claimed == content_type:
        return True
    families = {kind.split("/")[0] for kind in (claimed, content_type)}
    return families in ({"image"}, {"audio"}, {"video"}, {"audio", "video"})


def _sniffed_office(file):
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for part, kind in (
            ("word/document.xml", "wordprocessingml.document"),
            ("xl/workbook.xml", "spreadsheetml.sheet"),
            ("ppt/presentation.xml", "presentationml.presentation"),
        ):
            if part in names:
                return _OFFICE + kind
    return "application/zip"


def _sniffed_text(head, ending):
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        break
    else:
        return None
    if _NOT_IN_TEXT.search(text):
        return None
    start = text.lstrip().lower()
    if start.startswith(("<", "#!", "%!ps", "{\\rtf", "@echo", "mime-version:")):
        return "text/html" if start.startswith("<") else None
    return {".csv": "text/csv", ".txt": "text/plain", "": "text/plain"}.get(ending)


def _sha256(file):
    digest = hashlib.sha256()
    while block := file.read(MEGABYTE):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _refused(words, facts):
    return Refused(words % facts, field="files", facts=facts)
