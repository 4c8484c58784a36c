"""Objects in an object store, written atomically and named by URIs that behave like paths and can be pickled.

All operations use `obstore`, the Rust object store, which supports conditional writes (only if absent, only if unchanged) in S3, Google
Cloud Storage and Azure. Credentials and the endpoint come from the usual environment variables (`AWS_…`, `GOOGLE_…`, `AZURE_…`).
"""

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from types import ModuleType
from typing import Any

from newstables.errors import MissingError, NewstablesError, UsageError
from newstables.optional import import_optional

SCHEMES = ("s3", "gs", "az")
"""The URI schemes for object storage."""

_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound")
"""Error codes for a missing bucket in S3 and Google Cloud Storage, and in Azure."""

_KEYS = {
    "s3": ("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"),
    "gs": ("GOOGLE_SERVICE_ACCOUNT, the path of a key file", "GOOGLE_BASE_URL"),
    "az": ("AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ENDPOINT"),
}
"""The environment variables for the credentials, and for a non-default endpoint."""

_PATIENCE = {"max_retries": 6, "retry_timeout": timedelta(seconds=120)}
_TIMEOUT = timedelta(seconds=300)
"""Timeout of one request: a part of 256 MB has to get through."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object in a listing."""

    place: "Remote"
    size: int
    modified: datetime


class Remote(str):
    """The URI of an object, or of all objects below it.

    It is a plain string to readers (pandas, polars, DuckDB) and to pickle, and has the methods of `pathlib.Path` that mean the same for
    objects.
    """

    __slots__ = ()

    def __truediv__(self, name: str) -> "Remote":
        """Return a location below this one."""
        return Remote(f"{self}/{name}")

    @property
    def name(self) -> str:
        """The last component of the name."""
        return self.rpartition("/")[2]

    @property
    def parent(self) -> "Remote":
        """The parent location."""
        return Remote(self.rpartition("/")[0])

    @property
    def bucket(self) -> str:
        """The URI of the bucket."""
        return "/".join(self.split("/")[:3])

    @property
    def key(self) -> str:
        """The name of the object in its bucket."""
        return "/".join(self.split("/")[3:])

    def exists(self) -> bool:
        """Return whether the object exists."""
        try:
            call("head", self)
        except FileNotFoundError:
            return False
        return True

    def read_bytes(self) -> bytes:
        """Return the content of the object.

        Raises:
            MissingError: there is no such object.
        """
        return self.read_version()[0]

    def read_version(self) -> tuple[bytes, dict[str, str]]:
        """Return the content of the object, and its version for `replace_version`."""
        found = call("get", self)
        return bytes(found.bytes()), {name: found.meta[name] for name in ("e_tag", "version") if found.meta[name]}

    def write_bytes(self, data: Any) -> None:
        """Write the object; it is complete and durable when this returns."""
        call("put", self, memoryview(data).cast("B"), use_multipart=False)

    def create(self, data: bytes) -> bool:
        """Write the object only if it does not exist; return whether it was written."""
        try:
            call("put", self, data, mode="create", use_multipart=False)
        except FileExistsError:
            return False
        return True

    def replace_version(self, data: bytes, version: dict[str, str]) -> bool:
        """Write the object only if it is unchanged since it was read; return whether it was written."""
        try:
            call("put", self, data, mode=version, use_multipart=False)
        except library().exceptions.PreconditionError:
            return False
        return True

    def unlink(self) -> None:
        """Delete the object if it exists."""
        call("delete", self)

    def below(self) -> list[ObjectInfo]:
        """Return all objects below this one, ordered by name."""
        chunks = call("list", self)
        with _translated_errors(self):
            found = [
                ObjectInfo(Remote(f"{self.bucket}/{row['path']}"), row["size"], row["last_modified"]) for rows in chunks for row in rows
            ]
        return sorted(found, key=lambda one: one.place)

    def open(self) -> "RemoteFile":
        """Open the object for random access."""
        return RemoteFile(self, call("head", self)["size"])


class RemoteFile(io.RawIOBase):
    """An object as a file; only the requested bytes are fetched, one request per read."""

    def __init__(self, place: Remote, size: int) -> None:
        """Start at the beginning of an object of the given size."""
        self._place, self._size, self._at = place, size, 0

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def seekable(self) -> bool:
        """Return True: it can be read from any position."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a position."""
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        length = min(self._size - self._at, self._size if size < 0 else size)
        if length <= 0:
            return b""
        piece = bytes(call("get_range", self._place, start=self._at, length=length))
        self._at += len(piece)
        return piece


def delete(places: Sequence[Remote]) -> None:
    """Delete objects of one bucket in few requests; missing ones are ignored."""
    if places:
        call("delete", places[0], [place.key for place in places])


def call(operation: str, place: Remote, *arguments: Any, **named: Any) -> Any:
    """Run one `obstore` operation on an object: the only access to the network."""
    with _translated_errors(place):
        subject = arguments if operation == "delete" and arguments else (place.key, *arguments)
        return getattr(library(), operation)(_store(place.bucket), *subject, **named)


@cache
def library() -> ModuleType:
    """Return the object store library.

    Raises:
        NewstablesError: it is not installed.
    """
    obstore = import_optional("obstore", "data in object storage")
    import_optional("obstore.store", "data in object storage")
    return obstore


@cache
def _store(bucket: str) -> Any:
    """Return the client of a bucket; unencrypted connections are allowed only if the endpoint is given as http://."""
    plain = any(os.environ.get(name, "").startswith("http://") for name in ("AWS_ENDPOINT", *(name for _, name in _KEYS.values())))
    options = {"timeout": _TIMEOUT} | ({"allow_http": True} if plain else {})
    return library().store.from_url(bucket, client_options=options, retry_config=_PATIENCE)


@contextlib.contextmanager
def _translated_errors(place: Remote) -> Iterator[None]:
    """Raise one-sentence errors for failures of a store; missing objects and failed conditions are left to the caller."""
    errors = library().exceptions
    try:
        yield
    except errors.AlreadyExistsError:
        raise FileExistsError(f"there is {place} already") from None
    except errors.PreconditionError:
        raise
    except (FileNotFoundError, errors.BaseError) as error:
        text = str(error)
        if any(code in text for code in _NO_BUCKET):
            raise NewstablesError(f"there is no bucket {place.bucket}, or these credentials do not see it") from None
        if isinstance(error, FileNotFoundError):
            raise MissingError(f"there is no {place}") from None
        raise NewstablesError(f"{place.bucket} {_cause(error, text, place)}") from None


def _cause(error: Exception, text: str, place: Remote) -> str:
    errors = library().exceptions
    keys, endpoint = _KEYS[place.partition(":")[0]]
    if isinstance(error, errors.PermissionDeniedError | errors.UnauthenticatedError):
        return f"refuses these credentials: check {keys} and their permissions"
    if "169.254.169.254" in text or "metadata" in text or "Account must be specified" in text:
        return f"needs credentials: set {keys}"
    first = text.partition("\n")[0]
    if "error sending request" in text:
        return f"cannot be reached: check the network and {endpoint} ({first})"
    return f"reports an error: {first}"


def parse_uri(uri: str) -> Remote:
    """Return the location of a URI.

    Raises:
        UsageError: its scheme is not supported, or it names no bucket.
    """
    scheme, _, rest = uri.partition("://")
    if scheme not in SCHEMES or not rest.strip("/"):
        raise UsageError(f"{uri!r} is not a data location: expected a folder, or s3://, gs:// or az:// with a bucket and a name in it")
    return Remote(f"{scheme}://{rest.strip('/')}")
