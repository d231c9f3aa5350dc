"""Uploads are told by their content, bounded, and freed of secrets (INF-8)."""

import hashlib
import io
import zipfile
from contextlib import suppress

import pillow_heif
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from alongside.kernel import files, pictures
from alongside.kernel.files import PICTURE, TABLE, check_count, check_file, clean_name, sniff
from alongside.kernel.refusals import Refused

SECRET = b"31.2304N 121.4737E"


def a_picture(kind="JPEG", size=(1200, 800), orientation=None, mode="RGB", **options):
    image = Image.new(mode, size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **options)
    return out.getvalue()


def a_heif(orientation=None, mode="RGB", size=(1200, 800)):
    pillow_heif.register_heif_opener()
    return a_picture("HEIF", orientation=orientation, mode=mode, size=size)


def a_workbook():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet().write(0, 0, "客户")
    return out.getvalue()


def a_document(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/"), body)
    return out.getvalue()


def check(data, name, **options):
    return check_file(io.BytesIO(data), name, **options)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (a_picture(), "漏水.jpg", "image/jpeg"),
        (a_picture("PNG"), "a.png", "image/png"),
        (a_picture("WEBP"), "a.webp", "image/webp"),
        (b"%PDF-1.7\n...", "合同.pdf", "application/pdf"),
        (a_workbook(), "客户.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (a_document(), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls", "application/vnd.ms-excel"),
        ("姓名,电话\n".encode(), "a.csv", "text/csv"),
        ("姓名,电话\n".encode("gb18030"), "a.csv", "text/csv"),
        (b"ID3\x03" + b"\0" * 600, "a.mp3", "audio/mpeg"),
        (b"\0\0\0\x20ftypisom" + b"\0" * 600, "a.mp4", "video/mp4"),
        (b"#!AMR\n" + b"\0" * 60, "a.amr", "audio/amr"),
    ],
)
def test_takes_real_files(data, name, content_type):
    fit = check(data, name)
    assert (fit.content_type, fit.name) == (content_type, name)
    kept = data if fit.data is None else fit.data
    assert (fit.size, fit.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


HTML = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.jpg"),
        (HTML, "a.jpg"),
        (HTML, "a.txt"),
        (b"\xef\xbb\xbf  <html>", "a.csv"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "a.png"),
        (b"MZ" + b"\0" * 600, "a.jpg"),
        (b"\x7fELF" + b"\0" * 600, "a.pdf"),
        (HTML + b"%PDF-1.7", "a.pdf"),
        (b"%PDF-1.7", "a.jpg"),
        (a_picture(), "a.pdf"),
        (b"#!/bin/sh\nrm -rf", "a.txt"),
        (b"text \x00 text", "a.txt"),
        (b"text", "a.exe"),
        (b"text", "a.html"),
        (a_picture()[:300], "cut.jpg"),
        (a_picture()[:-2000], "cut.jpg"),
        (b"\xff\xd8\xff\xe0" + HTML, "a.jpg"),
        (b"GIF89a" + HTML, "a.gif"),
        (b"PK\x03\x04" + b"x" * 200, "a.xlsx"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "a.heic"),
        (a_heif()[:-2000], "cut.heic"),
        (a_heif(), "a.pdf"),
        (a_document(word__vbaProject="x", **{"word__vbaProject.bin": "x"}), "macro.docx"),
        (a_document(bomb=b"\0" * 30_000_000), "bomb.docx"),
    ],
)
def test_refuses_what_is_empty_broken_or_lies(data, name):
    with pytest.raises(Refused) as refusal:
        check(data, name)
    assert name in str(refusal.value)


def test_refuses_what_the_purpose_does_not_need():
    with pytest.raises(Refused):
        check(a_workbook(), "a.xlsx", purposes={PICTURE})
    assert check(a_workbook(), "a.xlsx", purposes={TABLE}).purpose == TABLE


def test_a_picture_under_another_pictures_ending_gets_its_own():
    assert check(a_picture("PNG"), "微信图片.jpg").name == "微信图片.png"
    assert check(a_picture(), "no ending").name == "no ending.jpg"


@pytest.mark.parametrize("orientation", [None, 3, 6, 8])
def test_a_phones_heic_becomes_an_upright_jpeg_that_tells_no_place(orientation):
    """INF-8: browsers do not show HEIC, and it carries place and camera."""
    data = a_heif(orientation)
    assert SECRET in data
    fit = check(data, "IMG_0042.HEIC")
    assert (fit.name, fit.content_type, fit.purpose) == ("IMG_0042.jpg", "image/jpeg", PICTURE)
    assert SECRET not in fit.data and b"Exif" not in fit.data
    with Image.open(io.BytesIO(data)) as sent, Image.open(io.BytesIO(fit.data)) as kept:
        assert kept.size == (fit.width, fit.height) == sent.size
        for place in [(20, 20), (sent.width - 20, 20), (20, sent.height - 20)]:
            assert (
                max(abs(a - b) for a, b in zip(sent.getpixel(place), kept.getpixel(place), strict=True)) < 30
            )
    with Image.open(io.BytesIO(fit.thumbnail)) as small:
        assert max(small.size) == 640


def test_a_transparent_heif_lies_on_white():
    fit = check(a_heif(mode="RGBA"), "图.heif")
    assert fit.name == "图.jpg"


def test_a_heic_that_claims_to_be_huge_is_refused():
    """INF-8: said by its head, before anything is unpacked."""
    data = bytearray(a_heif())
    at = data.index(b"ispe") + 8
    assert data[at : at + 8] == (1200).to_bytes(4, "big") + (800).to_bytes(4, "big")
    data[at : at + 8] = (30_000).to_bytes(4, "big") * 2
    with pytest.raises(Refused, match=r"80|damaged|已损坏"):
        check(bytes(data), "bomb.heic")


@settings(max_examples=15, deadline=None)
@given(noise=st.binary(min_size=1, max_size=40), at=st.floats(0, 1))
def test_a_damaged_heic_ends_nothing_but_its_own_process(noise, at):
    """INF-8: kept or refused, whatever the library makes of it."""
    data = bytearray(a_heif(size=(64, 64)))
    place = int(at * (len(data) - len(noise)))
    data[place : place + len(noise)] = noise
    with suppress(Refused):
        assert check(bytes(data), "a.heic").content_type == "image/jpeg"


def test_refuses_what_is_too_large_or_too_many():
    with pytest.raises(Refused, match="20"):
        check(b"\xff\xd8\xff\xe0" + b"\0" * (20 * files.MEGABYTE), "a.jpg")
    with pytest.raises(Refused, match="20"):
        check_count([None] * 21)
    check_count([None] * 20)


def test_refuses_a_picture_that_would_fill_the_memory():
    """A PNG of a few kilobytes that claims 30,000 by 30,000 pixels."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < files.MEGABYTE
    with pytest.raises(Refused, match="80"):
        check(out.getvalue(), "bomb.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [None, 6])
def test_pictures_lose_their_secrets_and_keep_their_looks(kind, orientation):
    data = a_picture(kind, orientation=orientation)
    assert SECRET in data
    fit = check(data + b"<script>appended</script>" + SECRET, "a." + kind.lower())
    assert SECRET not in fit.data
    assert b"script" not in fit.data
    before, after = (Image.open(io.BytesIO(each)) for each in (data, fit.data))
    assert after.getexif().get(0x0112) == orientation
    assert not after.getexif().get_ifd(0x8825)
    assert before.tobytes() == after.tobytes()
    assert (fit.width, fit.height) == ((800, 1200) if orientation else (1200, 800))
    small = Image.open(io.BytesIO(fit.thumbnail))
    assert small.size == ((427, 640) if orientation else (640, 427))
    assert not small.getexif()
    # the blue quarter was top left; turned by a quarter it is top right
    assert small.getpixel((small.width - 20, 20))[2 if orientation else 0] > 200


def test_progressive_and_transparent_pictures_keep_every_pixel():
    for data in (a_picture(progressive=True), a_picture("PNG", mode="RGBA"), a_picture("WEBP", mode="RGBA")):
        before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(pictures.prepared(data).data))
        assert before.tobytes() == after.tobytes()


def test_comments_in_a_png_go():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG", pnginfo=info)
    assert SECRET not in pictures.prepared(out.getvalue()).data


@given(st.binary(max_size=400), st.integers(0, 1500), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
def test_damaged_pictures_are_refused_and_nothing_worse(noise, at, kind):
    out = io.BytesIO()
    Image.radial_gradient("L").resize((60, 60)).save(out, kind)
    data = out.getvalue()
    data = data[:at] + noise + data[at + len(noise) :]
    try:
        pictures.prepared(data)
    except (pictures.DamagedPicture, pictures.HugePicture):
        return


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\漏水.jpg", "漏水.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200b\x00b.jpg", "a_b.jpg"),
        ("  .htaccess ", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ("con.txt", "_con.txt"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("水" * 200 + ".jpg", "水" * 83 + ".jpg"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_name(name) == clean


@given(st.text())
def test_any_name_becomes_a_short_and_stable_one(name):
    clean = clean_name(name)
    assert 0 < len(clean.encode()) <= 255
    assert not set("/\\\x00\u202e") & set(clean)
    assert clean_name(clean) == clean


@given(st.binary(max_size=300), st.sampled_from(["", "a.jpg", "a.csv", "a.xls"]))
def test_sniffing_survives_any_bytes(data, name):
    sniff(io.BytesIO(data), name)
