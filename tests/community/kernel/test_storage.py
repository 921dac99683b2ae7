"""Keeping files under names of our own making."""

from pathlib import Path
from typing import Any

import pytest

from community.kernel.errors import NotFound, SettingsError
from community.kernel.storage import BucketStorage, FolderStorage, Storage, content_type_of, open_storage

NAME = "0123456789abcdef0123.webp"
OTHER = "ff23456789abcdef0123-96.png"


class Bucket:
    """A file system in memory, spoken to as fsspec speaks to a bucket."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def exists(self, path: str) -> bool:
        return path in self.objects

    def pipe_file(self, path: str, content: bytes) -> None:
        self.objects[path] = content

    def cat_file(self, path: str) -> bytes:
        try:
            return self.objects[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def rm_file(self, path: str) -> None:
        del self.objects[path]

    def find(self, root: str) -> list[str]:
        return [path for path in self.objects if path.startswith(root + "/")]


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return (
        FolderStorage(tmp_path)
        if request.param == "folder"
        else BucketStorage("s3://pictures/site", Bucket())
    )


def test_what_is_written_is_read_listed_and_deleted(storage: Storage) -> None:
    storage.write(OTHER, b"two")
    storage.write(NAME, b"one")
    storage.write(NAME, b"one")
    assert storage.read(NAME) == b"one"
    assert list(storage.names()) == [NAME, OTHER]
    assert storage.url(NAME) == f"/uploads/{NAME}"
    storage.delete(NAME)
    storage.delete(NAME)
    assert list(storage.names()) == [OTHER]
    with pytest.raises(NotFound):
        storage.read(NAME)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../secret_key",
        "/etc/passwd",
        "a.png",
        f"../{NAME}",
        f"{NAME}\n",
        f"{NAME}/..",
        "0123456789abcdef.svg",
        "0123456789ABCDEF.png",
        "0123456789abcdef.png\x00",
    ],
)
def test_a_name_not_of_our_making_leads_nowhere(storage: Storage, name: str) -> None:
    acts: list[Any] = [storage.read, storage.delete, storage.url, lambda it: storage.write(it, b"x")]
    for act in acts:
        with pytest.raises(NotFound):
            act(name)


def test_nothing_but_whole_files_is_left_in_a_folder(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "new" / "place")
    storage.write(NAME, b"content")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]


def test_the_setting_names_a_folder_or_is_refused(tmp_path: Path) -> None:
    opened = open_storage(f"file://{tmp_path}/with%20space")
    assert isinstance(opened, FolderStorage)
    assert opened.root == tmp_path / "with space"
    with pytest.raises(SettingsError):
        open_storage("ftp://example.com")


def test_the_media_type_follows_from_the_name() -> None:
    assert content_type_of(NAME) == "image/webp"
    assert content_type_of(OTHER) == "image/png"
