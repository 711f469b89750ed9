"""Owns the pictures of one build: what each content file is, what is made of it, and the making.
May not choose which are published; the pipeline names those that published entries show.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from generator.images.store import Known, keep_only, load, recall, remember, save
from generator.images.variants import Original, Picture, Variant, plan_picture, settings_key
from generator.options import ImageOptions
from generator.problems import Fault
from generator.publish.artefact import Artefact
from generator.source.folder import ContentFolder
from generator.source.images import has_right_type, is_image

A = TypeVar("A")
B = TypeVar("B")


class ChangedError(OSError):
    """A picture changed while the site was being built."""


class Pictures:
    """What is known of the pictures in a content folder. A file is looked into when it is first
    asked for, or in advance by `expect`; what the last build knew is not looked into again.
    `cache` is the folder of former builds.
    """

    def __init__(self, folder: ContentFolder, options: ImageOptions, cache: Path | None) -> None:
        self.folder = folder
        self.options = options
        self._settings = settings_key(options)
        self._recalled = recall(cache)
        self._known: dict[str, Known] = {}
        self._planned: dict[str, Picture | None] = {}
        self._usable: dict[str, bool] = {}
        self._unread: dict[str, str] = {}  # why a file could not be read: no later build is to know

    def is_usable(self, path: str) -> bool:
        """Tell whether a media file is there and its first bytes are what its name says."""
        usable = self._usable.get(path)
        if usable is None:
            seen = is_image(path) and self._as_it_was(path) is not None
            usable = seen or (path in self.folder.files and has_right_type(self.folder, path))
            self._usable[path] = usable
        return usable

    def of(self, path: str) -> Picture | None:
        """Return what is published of a picture, None if it cannot be shown; see `fault`."""
        if path not in self._planned:
            original = self.known(path).original
            good = original.width > 0
            self._planned[path] = plan_picture(path, original, self.options) if good else None
        return self._planned[path]

    def fault(self, path: str) -> Fault | None:
        """Return what is wrong with a picture, if anything is."""
        original = self.known(path).original
        if path in self._unread:
            return Fault("L101", path, args={"reason": self._unread[path]})
        size, most = original.too_large
        args = {"size": size, "max": most} if size else {}
        return Fault(original.flaw, path, args=args) if original.flaw else None

    def size(self, picture: Picture) -> int:
        """Return the bytes of a picture's fallback, 0 before it is made."""
        known = self.known(picture.path)
        return known.size if known.made == self._settings else 0

    def known(self, path: str) -> Known:
        """Return what is known of a picture, looking into it if need be."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._look(path)
        return found

    def learn(self, picture: Picture, size: int) -> None:
        """Note the bytes of a fallback that was made."""
        known = replace(self.known(picture.path), made=self._settings, size=size)
        self._known[picture.path] = known

    def recalled(self, paths: Sequence[str]) -> bool:
        """Tell whether these pictures, and no other, are what the last build left."""
        same = all(self._recalled.get(path) is self.known(path) for path in paths)
        return same and len(paths) == len(self._recalled)

    def unknown(self) -> set[str]:
        """Return the pictures in the folder of which nothing is known yet."""
        files = filter(is_image, self.folder.files)
        return {path for path in files if path not in self._known and not self._as_it_was(path)}

    def expect(self, paths: Iterable[str], workers: int) -> None:
        """Look into pictures that will be asked for, several at once."""
        new = [path for path in dict.fromkeys(paths) if self._is_new(path)]
        for path, known in zip(new, _several(self._look, new, workers), strict=True):
            self._known[path] = known

    def _is_new(self, path: str) -> bool:
        if path in self._known or not is_image(path) or not self.is_usable(path):
            return False
        return self._as_it_was(path) is None

    def _as_it_was(self, path: str) -> Known | None:
        was = self._recalled.get(path)
        same = was is not None and was.signature == self.folder.signatures.get(path)
        return was if same else None

    def _look(self, path: str) -> Known:
        """Look into the bytes; a file that only seems changed is what its digest says it was."""
        if (same := self._as_it_was(path)) is not None:
            return same
        from generator.images.examine import digest_of, examine  # Pillow: only if needed

        signature = self.folder.signatures.get(path, (0, 0, 0, 0))
        try:
            data = self.folder.read(path)
        except OSError as error:
            self._unread[path] = error.strerror or str(error)
            return Known(signature, Original(""))
        was = self._recalled.get(path)
        if was is not None and was.original.digest == digest_of(data):
            return replace(was, signature=signature)
        return Known(signature, examine(data))


def make_pictures(
    pictures: Pictures,
    used: Iterable[str],
    cache: Path,
    workers: int = 1,
) -> None:
    """Encode what no build has made yet, several at once. Afterwards every size is known.

    Raises `ChangedError` if a file is not any more what was looked into.
    """
    used = tuple(used)
    new = [picture for picture in _shown(pictures, used) if not pictures.size(picture)]
    made = _several(partial(_files_of, pictures, cache), new, workers)
    for picture, files in zip(new, made, strict=True):
        pictures.learn(picture, len(files[0].data))
    if new:  # for workers that look into the cache, and for the build after one that is killed
        paths = [path for path in used if is_image(path)]
        remember(cache, {path: pictures.known(path) for path in paths})


def picture_artefacts(pictures: Pictures, used: Iterable[str], cache: Path) -> Iterator[Artefact]:
    """Yield every file of the pictures among `used`; what is damaged in the cache is made anew."""
    # Under two names, a.jpg and a.jpeg, the same bytes have one place in the site.
    shown = {picture.fallback.path: picture for picture in _shown(pictures, used)}
    for picture in shown.values():
        yield from _files_of(pictures, cache, picture)


def keep_used(pictures: Pictures, used: Iterable[str], cache: Path) -> None:
    """Keep beside the site what this build used and nothing else: the rest may be withdrawn, also
    where a build that came to no end knew the same pictures.
    """
    paths = [path for path in used if is_image(path)]
    if not pictures.recalled(paths):
        remember(cache, {path: pictures.known(path) for path in paths})
    shown = _shown(pictures, paths)
    keep_only(cache, {variant.file for picture in shown for variant in picture.variants})


def _shown(pictures: Pictures, used: Iterable[str]) -> list[Picture]:
    found = (pictures.of(path) for path in used if is_image(path))
    return [picture for picture in found if picture is not None]


def _files_of(pictures: Pictures, cache: Path, picture: Picture) -> tuple[Artefact, ...]:
    """Return every file of a picture, the fallback first, encoding it if the cache lacks any."""
    found = {variant: load(cache, variant.file) for variant in picture.variants}
    if None in found.values():
        found.update(_encoded(pictures, cache, picture))
    return tuple(Artefact(variant.path, data) for variant, data in found.items() if data)


def _encoded(pictures: Pictures, cache: Path, picture: Picture) -> Iterator[tuple[Variant, bytes]]:
    from generator.images.encode import check_formats, encode  # Pillow: only if needed
    from generator.images.examine import digest_of

    check_formats(pictures.options.formats)
    source = pictures.folder.read(picture.path)
    if digest_of(source) != pictures.known(picture.path).original.digest:
        raise ChangedError(f"{picture.path}: 构建时文件变了，请再构建一次 / changed, build again")
    for variant, data in encode(source, picture, pictures.options.quality):
        save(cache, variant.file, data)
        yield variant, data


def _several(work: Callable[[A], B], items: Sequence[A], workers: int) -> Iterator[B]:
    """Yield `work(item)` for each in order. Pillow lets go of the interpreter's lock where it
    decodes, resizes and encodes, so threads use all processors.
    """
    if workers < 2 or len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[B]] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= 2 * workers:  # their bytes wait in memory
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
