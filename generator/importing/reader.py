"""Owns reading a post: its fields become those of a story or page.
May not read or write files, nor look at other posts.
"""

from __future__ import annotations

import posixpath
from datetime import datetime
from typing import Any

from generator.importing import dialect as d
from generator.importing.dates import Moment, file_date, read_date
from generator.importing.draft import Draft
from generator.importing.frontmatter import Parsed
from generator.importing.headings import take_title
from generator.importing.leavings import left_out
from generator.importing.markup import plain_text
from generator.importing.naming import ROOT_NAMES
from generator.importing.notes import Note, make_note
from generator.importing.permalinks import (
    Published,
    alias,
    alias_folder,
    category_path,
    expanded,
    former_address,
    guessed_addresses,
    pattern_of,
)
from generator.importing.sources import Found, folders_above, shown
from generator.importing.story import Setting, Story
from generator.importing.tags import locking_tag
from generator.importing.values import (
    MAX_TAG,
    Fields,
    holds,
    names,
    never_shown,
    picture,
    scalar,
    terms,
    texts,
    truth,
    unique,
)
from generator.names import tag_key

MAX_TITLE = MAX_SUMMARY = 200


def read_story(found: Found, parsed: Parsed, setting: Setting) -> Story | Note:
    """Return the story that a post means, or the note that says why it cannot be one."""
    return _Reading(found, parsed, setting).story()


class _Reading:
    """Reads the fields of one post and gathers the notes about them."""

    def __init__(self, found: Found, parsed: Parsed, setting: Setting) -> None:
        self._found, self._parsed, self._setting = found, parsed, setting
        self._fields = Fields(parsed.fields)
        self._path = shown(found.path)
        self._notes: list[Note] = list(parsed.notes)

    def story(self) -> Story | Note:
        date, name = self._date()
        if self._found.role == "page" or (date is None and self._is_page()):
            if self._is_drawn_by_laurel():
                return make_note("own-page", self._path, 0)
            self._become_page()
            date = None
        elif date is None:
            return self._undated()
        title, body = self._title(name)
        categories = tuple(unique([*self._folders(), *self._terms(d.CATEGORIES)]))
        slug = self._fields.text(d.SLUG)
        named = (self._found, name, slug, title)
        published = Published(*named, self._written(date), categories, self._texts())
        slug = slug or name
        publish, expires, updated = self._later(date)
        draft, early = self._is_draft(date is None), self._ends_early(date, publish, expires)
        return Story(
            found=self._found,
            title=title,
            date=date,
            updated=updated,
            publish=publish,
            expires=None if early else expires,
            authors=tuple(self._authors()),
            categories=categories,
            tags=tuple(unique([*categories[1:], *self._tags()])),
            summary=self._summary(),
            cover=self._cover(),
            draft=draft or early,
            lang=self._lang(),
            slug=f"{slug}-{self._found.lang}" if self._is_translation() else slug,
            formers=tuple(self._formers(published)),
            guesses=tuple(guessed_addresses(published)),
            body=body,
            notes=(*self._notes, *left_out(self._parsed, self._path)),
        )

    def _is_translation(self) -> bool:
        """Tell an English post that may have a Chinese one beside it."""
        lang = self._found.lang
        return lang.startswith("en") and lang != self._setting.config.language

    def _note(self, code: str, names: tuple[str, ...] = (), **values: object) -> None:
        field = self._fields.first(names)
        if field is not None:
            values.setdefault("key", field.key)
        note = make_note(code, self._path, field.line if field else 1, **values)
        if note not in self._notes:
            self._notes.append(note)

    def _is_page(self) -> bool:
        """Tell whether a post without date lies in a folder that holds no posts (Hugo)."""
        section = self._found.section.lower()
        habits = d.HABITS[self._setting.dialect]
        is_hugo = self._setting.dialect is d.Dialect.HUGO
        return is_hugo and bool(section) and section not in habits.posts

    def _is_drawn_by_laurel(self) -> bool:
        """Tell a page that only asks the source's theme for a listing or the home page."""
        return self._is_empty() and self._found.name.lower() in (*ROOT_NAMES, *d.LISTINGS)

    def _is_empty(self) -> bool:
        return not self._parsed.body.text.strip()

    def _undated(self) -> Note:
        """Return why a post without a date is none."""
        field = self._fields.first(d.DATE)
        if field is None:
            return make_note("no-date", self._path, 1)
        return make_note("date-unread", self._path, field.line, value=field.value)

    def _become_page(self) -> None:
        """Name the fields that a page does not have."""
        for group in (d.AUTHORS, d.CATEGORIES, d.TAGS, d.UPDATED, d.PICTURE, d.LANG):
            if self._fields.first(group):
                self._note("page-field", group)
        if self._fields.first(d.DATE):
            self._note("date-dropped", d.DATE)

    def _date(self) -> tuple[Moment | None, str]:
        """Return the date, else that of the file name, and the name without its date."""
        day, name = file_date(self._found.name, self._setting.zone)
        date = self._moment(d.DATE)
        if date is None and day is not None and self._found.role != "page":
            if self._setting.dialect is not d.Dialect.JEKYLL:
                self._notes.append(make_note("date-file", self._path, 1))
            date = day
        return date or self._moment(d.PUBLISH), name or self._found.name

    def _moment(self, names: tuple[str, ...]) -> Moment | None:
        field = self._fields.first(names)
        if field is None:
            return None
        moment = read_date(scalar(field.value), self._setting.zone, self._setting.config.zone)
        if moment is None:
            self._note("value-unused", names, value=field.value)
        return moment

    def _title(self, name: str) -> tuple[str, Draft]:
        body = self._parsed.body
        title = self._fields.text(d.TITLE)
        if not title:
            heading, rest = take_title(body)
            title = plain_text(heading, MAX_TITLE)
            body = rest if title else body
            self._notes.append(make_note("title-heading" if title else "title-file", self._path, 1))
        title = title or shown(name).strip() or "?"
        if len(title) > MAX_TITLE:
            self._note("text-cut", d.TITLE, limit=MAX_TITLE)
            title = title[: MAX_TITLE - 1].rstrip() + "…"
        return title, body

    def _later(self, date: Moment | None) -> tuple[Moment | None, Moment | None, Moment | None]:
        publish, expires = self._moment(d.PUBLISH), self._moment(d.EXPIRES)
        updated = self._moment(d.UPDATED) if date else None
        if updated and date and updated.at < date.at:
            if not (updated.is_day or date.is_day) or updated.at.date() < date.at.date():
                self._note("value-unused", d.UPDATED, value=updated.text())
            updated = None
        if publish and date and publish.text() == date.text():
            publish = None
        if publish is None and date and not self._setting.config.future:
            publish = date if date.at.timestamp() > self._setting.now.timestamp() else None
        return publish, expires, updated

    def _ends_early(
        self, date: Moment | None, publish: Moment | None, expires: Moment | None
    ) -> bool:
        starts = [moment.at for moment in (date, publish) if moment]
        early = expires is not None and any(expires.at <= at for at in starts)
        if early:
            self._note("expired-draft", d.EXPIRES)
        return early

    def _is_draft(self, is_page: bool) -> bool:
        if self._found.role == "draft":
            return True
        if is_page and self._is_empty():  # which the source's theme filled
            self._note("empty-draft")
            return True
        hidden = (self._has_doubtful_draft(), self._is_secret(), self._is_unseen())
        return self._flag("published") is False or any(hidden)

    def _is_unseen(self) -> bool:
        """Tell a post that Jekyll does not see, because its file is not named after its day."""
        is_post = self._setting.dialect is d.Dialect.JEKYLL and self._found.role == "post"
        if is_post and file_date(self._found.name, self._setting.zone)[0] is None:
            self._note("unnamed-draft")
            return True
        return False

    def _has_doubtful_draft(self) -> bool:
        """Tell whether it says that it is a draft, or may have meant to."""
        unread = self._fields.first(("draft",)) is not None and self._flag("draft") is not False
        return unread or self._parsed.is_open

    def _is_secret(self) -> bool:
        """Tell whether the source's generator showed the post to some readers only, or to none."""
        found: list[tuple[str, ...]] = [(key,) for key in d.SECRET if self._is_set(key)]
        found += [(key,) for key in d.BUILD if never_shown(self._value((key,)))]
        status = self._fields.text(d.STATUS).lower()
        found += [d.STATUS] if status not in d.OPEN_STATUS else []
        found += [("params",)] if holds(self._value(("params",)), d.SECRET) else []  # Hugo's
        locked = {tag_key(tag) for tag in self._terms(d.TAGS)} & self._setting.config.locked
        found += [d.TAGS] if locked else []
        for group in found:
            self._note("secret-draft", group)
        if tag := locking_tag(self._parsed.body.text):
            self._note("secret-draft", key=tag)
        return bool(found or tag)

    def _is_set(self, key: str) -> bool:
        """Tell whether a field holds anything but no."""
        field = self._fields.first((key,))
        return field is not None and truth(field.value) is not False

    def _flag(self, name: str) -> bool | None:
        field = self._fields.first((name,))
        value = truth(field.value) if field else None
        if field and value is None:
            code = "draft-unclear" if name == "draft" else "value-unused"
            self._note(code, (name,), value=field.value)
        return value

    def _authors(self) -> list[str]:
        field = self._fields.first(d.AUTHORS)
        return names(field.value) if field and self._found.role != "page" else []

    def _terms(self, group: tuple[str, ...]) -> list[str]:
        field = self._fields.first(group)
        if field is None:
            return []
        splits = d.HABITS[self._setting.dialect].splits_on_space and field.key.endswith("s")
        return terms(field.value, splits)

    def _folders(self) -> list[str]:
        """Return the categories that the folders of a post are; only Jekyll has that."""
        is_jekyll = self._setting.dialect is d.Dialect.JEKYLL
        knows_root = is_jekyll and self._setting.config.folder is not None
        return folders_above(self._found) if knows_root and self._found.role == "post" else []

    def _tags(self) -> list[str]:
        found = self._terms(d.TAGS)
        for tag in found:
            if len(tag) > MAX_TAG:
                self._note("tag-cut", d.TAGS, tag=tag)
        return [tag[:MAX_TAG].strip() for tag in found]

    def _summary(self) -> str:
        field = self._fields.first(d.SUMMARY)
        if field is None or not isinstance(field.value, str) or truth(field.value) is not None:
            return ""
        summary = plain_text(field.value, MAX_SUMMARY)
        if summary.endswith("…") and len(summary) >= MAX_SUMMARY - 1:
            self._note("text-cut", d.SUMMARY, limit=MAX_SUMMARY)
        return summary

    def _cover(self) -> tuple[str, str, int]:
        field = self._fields.first(d.PICTURE)
        if field and truth(field.value) is False:
            return "", "", 0
        path, alt = picture(field.value) if field else ("", "")
        if field and not path:
            self._note("value-unused", d.PICTURE, value=field.value)
        return path, alt, field.line if field else 0

    def _lang(self) -> str:
        lang = (self._fields.text(d.LANG) or self._found.lang).lower()
        known = next((known for known in ("zh", "en") if lang.startswith(known)), "")
        if lang and not known:
            self._note("value-unused", d.LANG, value=lang)
        return known

    def _written(self, date: Moment | None) -> datetime | None:
        """Return the date from which the address was made: Hugo takes it as it was written."""
        zone = self._setting.config.zone
        if date is None or date.is_day or zone is None or self._setting.dialect is d.Dialect.HUGO:
            return date.written if date else None
        return date.at.astimezone(zone)

    def _texts(self) -> dict[str, str]:
        """Return the fields that a pattern of permalinks may name; only Hexo has that."""
        if self._setting.dialect is not d.Dialect.HEXO:
            return {}
        found = {key: scalar(field.value) for key, field in self._parsed.fields.items()}
        value, config = self._value(d.CATEGORIES), self._setting.config
        return found | {"category": category_path(value, config)}

    def _formers(self, published: Published) -> list[str]:
        """Return the former addresses: the one that is known, and those given explicitly."""
        addresses = [(text, d.ADDRESS) for text in texts(self._value(d.ADDRESS))]
        given = [(text, key) for key in d.ALIASES for text in texts(self._value((key,)))]
        found = [] if addresses else [self._known(published)]
        for text, group in [(t, (k,)) for t, k in given] + addresses:
            address = self._former(text, group, published)
            if not address:
                self._note("alias-unused", group, alias=text)
            found.append(address)
        return list(dict.fromkeys(filter(None, found)))

    def _former(self, text: str, group: tuple[str, ...], published: Published) -> str:
        """Return an address that the post names itself, '' if it cannot be kept."""
        dialect, config = self._setting.dialect, self._setting.config
        if group == d.ADDRESS and "//" not in text:
            text = expanded(text, published, dialect, config)
        elif dialect is d.Dialect.HUGO and not text.startswith("/") and "//" not in text:
            text = posixpath.normpath(posixpath.join("/", alias_folder(self._found), text))
        return alias(text) if ":" not in text or "//" in text else ""

    def _known(self, published: Published) -> str:
        """Return the address that the source's rules give; one that cannot be kept is named."""
        dialect, config = self._setting.dialect, self._setting.config
        written = former_address(published, dialect, config)
        pattern = pattern_of(published, dialect, config)
        address = alias(written or "/")
        if pattern and not address and written != "/":
            self._notes.append(make_note("alias-unused", self._path, 1, alias=written or pattern))
        return address

    def _value(self, group: tuple[str, ...]) -> Any:
        field = self._fields.first(group)
        return field.value if field else ""
