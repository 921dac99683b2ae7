"""Where files are kept that members send: a folder by default, an S3 bucket where one is named."""

import importlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit

import structlog

from community.kernel import whole_files
from community.kernel.errors import NotFound, SettingsError, Unavailable
from community.kernel.words import N_

log = structlog.get_logger(__name__)

UPLOADS: Final = "/uploads/"  # the address under which the site serves what is stored

# A name is made by us from the content, never by whoever sent it.
NAME: Final = r"[0-9a-f]{16,64}(?:-\d{1,4})?\.(?:webp|jpg|png)"
_NAME = re.compile(NAME)
UNREACHABLE: Final = N_(
    "Pictures cannot be reached right now. Nothing is lost; please try again in a moment."
)
# Seconds, and tries, of botocore: people wait for it, and it alone would wait a minute, five times.
PATIENCE: Final[dict[str, Any]] = {
    "connect_timeout": 2,
    "read_timeout": 10,
    "retries": {"mode": "standard", "max_attempts": 2},
}
# Requests of this process that may be with a bucket at once, and the seconds that another waits for its place: one
# that takes what is sent and says nothing would have all threads wait for pictures, and nobody served any page.
_PLACES: Final = threading.BoundedSemaphore(10)
PATIENCE_FOR_A_PLACE: Final = 0.5
CONTENT_TYPES: Final = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}


class Storage(Protocol):
    """A flat place of files that never change: a name stands for one content.

    A bucket that cannot be reached, or that refuses, raises `Unavailable`; a folder raises OSError.
    """

    def write(self, name: str, content: bytes) -> None:
        """Keep `content`; writing it again does no harm. Raises `NotFound` for a name not of ours."""

    def read(self, name: str) -> bytes:
        """The content kept under `name`; raises `NotFound` where there is none."""

    def delete(self, name: str) -> None:
        """Forget `name`, if it is kept at all."""

    def names(self) -> Iterator[str]:
        """Every name kept, sorted."""

    def forget_unfinished(self, before: datetime) -> None:
        """Remove what a killed process began to write before that moment."""

    def written_at(self, name: str) -> datetime:
        """Since when `name` is kept; raises `NotFound` where it is not."""

    def url(self, name: str) -> str:
        """The address at which a page shows `name`."""


def open_storage(url: str) -> Storage:
    """The storage that the setting names: `file://FOLDER` or `s3://BUCKET/PREFIX`."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderStorage(Path(unquote(parts.netloc + parts.path)))
    if parts.scheme == "s3":
        return BucketStorage(url)
    raise SettingsError("HUZHU_STORAGE_URL must begin with file:// or s3://.")


def content_type_of(name: str) -> str:
    """The media type of a stored file, by its name."""
    return CONTENT_TYPES[checked(name).rpartition(".")[2]]


def checked(name: str) -> str:
    """`name`, if it is one of ours; raises `NotFound` for anything else, so no path leads out."""
    if not _NAME.fullmatch(name):
        raise NotFound
    return name


class FolderStorage:
    """Files in a folder, spread over subfolders by the first two letters of their names."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        if path.exists():
            return
        whole_files.write(path, content)

    def read(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound from None

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        yield from sorted(path.name for path in self.root.glob("??/*") if _NAME.fullmatch(path.name))

    def forget_unfinished(self, before: datetime) -> None:
        whole_files.forget_unfinished(self.root, before)

    def written_at(self, name: str) -> datetime:
        try:
            return datetime.fromtimestamp(self._path(name).stat().st_mtime, UTC)
        except FileNotFoundError:
            raise NotFound from None

    def url(self, name: str) -> str:
        return UPLOADS + checked(name)

    def _path(self, name: str) -> Path:
        return self.root / checked(name)[:2] / name


class BucketStorage:
    """Objects in a bucket, through fsspec; credentials come from the machine's usual places.

    Nothing is decided by what was listed before: other hosts write and delete as well.
    """

    def __init__(self, url: str, filesystem: Any = None) -> None:
        self._files = filesystem or _fsspec_for(url)
        self._root = url.partition("://")[2].rstrip("/")

    def write(self, name: str, content: bytes) -> None:
        with self._reached():
            self._files.pipe_file(self._path(name), content)

    def read(self, name: str) -> bytes:
        with self._reached():
            try:
                content: bytes = self._files.cat_file(self._path(name))
            except FileNotFoundError:
                raise NotFound from None
        return content

    def delete(self, name: str) -> None:
        with self._reached(), suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def names(self) -> Iterator[str]:
        with self._reached():
            found = [path.rpartition("/")[2] for path in self._files.find(self._root)]
        yield from sorted(name for name in found if _NAME.fullmatch(name))

    def forget_unfinished(self, before: datetime) -> None:
        """Nothing: an object of a bucket is there once all of it has come."""

    def written_at(self, name: str) -> datetime:
        with self._reached():
            try:
                found: datetime = self._files.modified(self._path(name))
            except FileNotFoundError:
                raise NotFound from None
        return found

    def url(self, name: str) -> str:
        return UPLOADS + checked(name)

    def _path(self, name: str) -> str:
        return f"{self._root}/{checked(name)[:2]}/{name}"

    @contextmanager
    def _reached(self) -> Iterator[None]:
        if not _PLACES.acquire(timeout=PATIENCE_FOR_A_PLACE):
            raise Unavailable(UNREACHABLE)
        try:
            yield
        except NotFound:
            raise
        except Exception as error:
            # Errors of the network come as the library's own kind, refusals as OSError, a missing bucket as a file.
            log.warning("bucket_unreachable", bucket=self._root, error=f"{type(error).__name__}: {error}")
            raise Unavailable(UNREACHABLE) from error
        finally:
            _PLACES.release()


def _fsspec_for(url: str) -> Any:
    try:
        fsspec = importlib.import_module("fsspec")
        return fsspec.filesystem(urlsplit(url).scheme, use_listings_cache=False, config_kwargs=PATIENCE)
    except ImportError:
        raise SettingsError(
            "HUZHU_STORAGE_URL names a bucket, but the extra `cluster` is not installed."
        ) from None
