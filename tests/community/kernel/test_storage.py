"""Keeping files under names of our own making."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from community.kernel import clock
from community.kernel import storage as storing
from community.kernel.db import db
from community.kernel.errors import NotFound, SettingsError, Unavailable
from community.kernel.storage import BucketStorage, FolderStorage, Storage, content_type_of, open_storage
from tests.security.rows import put

NAME = "0123456789abcdef0123.webp"
OTHER = "ff23456789abcdef0123-96.png"


class Bucket:
    """A file system in memory, spoken to as fsspec speaks to a bucket."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def pipe_file(self, path: str, content: bytes) -> None:
        self.objects[path] = content

    def cat_file(self, path: str) -> bytes:
        try:
            return self.objects[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def modified(self, path: str) -> datetime:
        self.cat_file(path)
        return clock.now()

    def rm_file(self, path: str) -> None:
        self.objects.pop(path, None)  # as a bucket does, where deleting what is not there is well

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
    assert abs(storage.written_at(NAME) - clock.now()) < timedelta(minutes=1)
    assert storage.url(NAME) == f"/uploads/{NAME}"
    storage.delete(NAME)
    storage.delete(NAME)
    assert list(storage.names()) == [OTHER]
    for ask in (storage.read, storage.written_at):
        with pytest.raises(NotFound):
            ask(NAME)


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


class GoneBucket:
    """A file system whose server cannot be reached: what botocore raises then is no OSError."""

    def __getattr__(self, _verb: str) -> Any:
        def fail(*_given: object) -> None:
            raise RuntimeError("Could not connect to the endpoint URL")

        return fail


def test_a_bucket_that_is_away_is_said_so_in_one_sentence() -> None:
    storage = BucketStorage("s3://pictures/site", GoneBucket())
    acts: list[Any] = [
        lambda: storage.write(NAME, b"x"),
        lambda: storage.read(NAME),
        lambda: storage.delete(NAME),
        lambda: list(storage.names()),
    ]
    for act in acts:
        with pytest.raises(Unavailable, match="Pictures cannot be reached"):
            act()


def test_a_bucket_that_does_not_answer_holds_up_a_few_and_sends_the_others_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storing, "_PLACES", threading.BoundedSemaphore(2))
    monkeypatch.setattr(storing, "PATIENCE_FOR_A_PLACE", 0.01)
    inside, answered = threading.Semaphore(0), threading.Event()

    class SilentBucket(Bucket):
        def cat_file(self, path: str) -> bytes:
            inside.release()
            assert answered.wait(30)
            return super().cat_file(path)

    storage = BucketStorage("s3://pictures/site", SilentBucket())
    storage.write(NAME, b"one")
    readers = [threading.Thread(target=storage.read, args=(NAME,)) for _reader in range(2)]
    for each in readers:
        each.start()
        assert inside.acquire(timeout=30)
    asked: list[BaseException | bytes] = []

    def ask() -> None:
        try:
            asked.append(storage.read(NAME))
        except Unavailable as error:
            asked.append(error)

    third = threading.Thread(target=ask)
    third.start()
    third.join(10)
    sent_away = [type(each) for each in asked]
    answered.set()
    for each in (*readers, third):
        each.join(30)
    assert sent_away == [Unavailable]
    assert storage.read(NAME) == b"one"


def test_a_bucket_that_is_missing_takes_nothing_in_silence() -> None:
    class NoBucket(Bucket):
        def pipe_file(self, path: str, content: bytes) -> None:
            raise FileNotFoundError("The specified bucket does not exist")

        def find(self, root: str) -> list[str]:
            raise FileNotFoundError("The specified bucket does not exist")

    storage = BucketStorage("s3://pictures/site", NoBucket())
    with pytest.raises(Unavailable):
        storage.write(NAME, b"x")
    with pytest.raises(Unavailable):
        list(storage.names())


def test_what_another_host_wrote_or_deleted_is_noticed() -> None:
    """Nothing is asked before it is done: an answer could be old."""
    bucket = Bucket()
    here, there = BucketStorage("s3://pictures/site", bucket), BucketStorage("s3://pictures/site", bucket)
    here.write(NAME, b"one")
    there.delete(NAME)
    here.write(NAME, b"one")
    assert there.read(NAME) == b"one"


def test_a_picture_in_a_bucket_that_is_away_is_a_page_that_says_when_to_come_back(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "community.posts.routes.open_storage", lambda _url: BucketStorage("s3://pictures", GoneBucket())
    )
    put("tags", name="router", wiki_markdown=f"![](/uploads/{NAME})")
    db.session.commit()
    answer = app.test_client().get(f"/uploads/{NAME}")
    assert answer.status_code == 503
    assert "Pictures cannot be reached right now" in answer.text
    assert "max-age" not in answer.headers["Cache-Control"]
