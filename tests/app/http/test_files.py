"""/rs/{instance}/images/{name}: files as the world gets them."""

import pytest

from support.pictures import png

FOLDER = {"id": 16, "type": "Folder"}  # Design Studio > Default > Images and Files


@pytest.fixture
def get(marketo):
    """Requests a file of a path; nobody signs in."""
    marketo.token, token = None, marketo.token

    def send(path, method="GET", **headers):
        return marketo.server.call(
            method, path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )

    def create(name, content, **options):
        marketo.token = token
        answer = marketo.upload("/rest/asset/v1/files.json", content, name=name, folder=FOLDER, **options)
        return answer.result[0].url.removeprefix("http://mercat.test")

    send.create = create
    send.instance = marketo.server.instance
    return send


def test_anyone_gets_the_bytes_and_the_type(get):
    image = png(3, 3)
    answer = get(get.create("logo.png", image))
    assert (answer.status, answer.content) == (200, image)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == str(len(image))
    assert answer.headers["date"]


def test_a_page_among_the_files_has_no_power_over_the_console(get):
    headers = get(get.create("page.html", b"<script>alert(1)</script>", mime_type="text/html")).headers
    assert headers["content-type"] == "text/html;charset=UTF-8"
    assert headers["content-security-policy"] == "sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-disposition" not in headers
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("site", "dest", "status"),
    [("same-origin", "script", 403), ("same-origin", "style", 403), ("cross-site", "script", 200),
     ("same-origin", "image", 200), ("none", "document", 200)],
)  # fmt: skip
def test_a_script_is_not_for_pages_of_the_same_origin(get, site, dest, status):
    path = get.create("more.js", b"alert(1)", mime_type="text/javascript")
    assert get(path, sec_fetch_site=site, sec_fetch_dest=dest).status == status


@pytest.mark.parametrize("mime_type", ["image/svg+xml", "IMAGE/SVG+XML; charset=utf-8"])
def test_an_svg_is_a_download(get, mime_type):
    answer = get(get.create("logo.svg", b"<svg onload='alert(1)'/>", mime_type=mime_type))
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-security-policy"] == "sandbox"


def test_a_text_that_is_not_utf8_names_no_encoding(get):
    assert get(get.create("old.txt", b"\xe9", mime_type="text/plain")).headers["content-type"] == "text/plain"


def test_head_answers_the_same_without_the_bytes(get):
    url = get.create("logo.png", png(3, 3))
    whole, head = get(url), get(url, "HEAD")
    assert (head.status, head.content, head.headers) == (200, b"", whole.headers)


def test_a_version_that_the_caller_has_is_304(get):
    url = get.create("logo.png", png(3, 3))
    headers = get(url).headers
    tag, changed = headers["etag"], headers["last-modified"]
    for condition in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": changed},
        {"if_none_match": tag, "if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        answer = get(url, **condition)
        assert (answer.status, answer.content, answer.headers["etag"]) == (304, b"", tag), condition
        assert "content-type" not in answer.headers
    for condition in (
        {"if_none_match": '"other"'},
        {"if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if_modified_since": "yesterday"},
        {"if_none_match": '"other"', "if_modified_since": changed},
    ):
        assert get(url, **condition).status == 200, condition
    get.create("logo.png", png(4, 4))
    assert get(url, if_none_match=tag).content == png(4, 4)


@pytest.mark.parametrize("name", ["My File.png", "100%.png", "图.png", "a?b#c&d.png", "..png"])
def test_the_url_spells_any_name(get, name):
    url = get.create(name, png(3, 3))
    assert get(url).status == 200
    assert get("/i/123-ABC-456" + url).status == 200


def test_the_url_of_an_instance_that_the_path_names_has_its_prefix(get, marketo):
    get.create("logo.png", png(3, 3))
    (file,) = marketo.get("/i/123-ABC-456/rest/asset/v1/files.json").result
    assert file.url == "http://mercat.test/i/123-ABC-456/rs/123-ABC-456/images/logo.png"


@pytest.mark.parametrize(
    "path",
    [
        "/rs",
        "/rs/",
        "/rs/123-ABC-456/images/",
        "/rs/123-ABC-456/images/other.png",
        "/rs/123-ABC-456/images/logo.png/",
        "/rs/123-ABC-456/images/%2e%2e%2flogo.png",
        "/rs/123-ABC-456/images/%00",
        "/rs/123-ABC-456/images/%ff",
        "/rs/123-ABC-456/assets/logo.png",
        "/rs/999-ABC-456/images/logo.png",
    ],
)
def test_anything_else_is_404(get, path):
    get.create("logo.png", png(3, 3))
    for method in ("GET", "HEAD"):
        assert get(path, method).status == 404


def test_only_get_and_head_are_answered(get):
    url = get.create("logo.png", png(3, 3))
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = get(url, method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
