"""A room in which people talk: messages of each type, reactions, edits, threads, image packs."""

from functools import cache
from typing import Any

from .attachments import PICTURE, THUMBNAIL
from .crypto import Json
from .rooms import ALICE, BOB, CAROL, COM, Room

_HTML = "org.matrix.custom.html"
_THUMBNAIL = {"w": 320, "h": 240, "mimetype": "image/jpeg", "size": 9120}

# The content of a message of each type, by the name of its file.
_MESSAGES: dict[str, Json] = {
    "": {
        "msgtype": "org.example.recipe",
        "body": "Bean soup: beans, an onion, an hour of patience",
        "org.example.ingredients": ["beans", "onion"],
    },
    "$m.text": {
        "msgtype": "m.text",
        "body": "The beans are **ready**",
        "format": _HTML,
        "formatted_body": "The beans are <strong>ready</strong>",
        "m.mentions": {},
    },
    "$m.emote": {"msgtype": "m.emote", "body": "counts the beans"},
    "$m.notice": {"msgtype": "m.notice", "body": "Rain from 15:00, 4 mm"},
    "$m.image": {
        "msgtype": "m.image",
        "body": "The first ones!",
        "filename": "beans.jpg",
        "url": "mxc://example.org/bQw3RtY7uIoP1aSdFgHj",
        "info": {
            "w": 1600,
            "h": 1200,
            "mimetype": "image/jpeg",
            "size": 284019,
            "is_animated": False,
            "thumbnail_url": "mxc://example.org/kLzXcVbNm5QwErTyUiOp",
            "thumbnail_info": _THUMBNAIL,
        },
    },
    "$m.file": {
        "msgtype": "m.file",
        "body": "sowing-calendar.ods",
        "filename": "sowing-calendar.ods",
        "url": "mxc://example.org/aSdFgHjKlZxCvBnM2WeR",
        "info": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "size": 46144},
    },
    "$m.audio": {
        "msgtype": "m.audio",
        "body": "Is this a *blackbird*?",
        "format": _HTML,
        "formatted_body": "Is this a <em>blackbird</em>?",
        "filename": "bird.ogg",
        "url": "mxc://example.com/tYuIoPaSdFgHjKl3ZxCv",
        "info": {"duration": 21400, "mimetype": "audio/ogg", "size": 168230},
    },
    "$m.location": {
        "msgtype": "m.location",
        "body": "The gate of the garden, at 51.5008, 0.1247",
        "geo_uri": "geo:51.5008,0.1247",
        "info": {"thumbnail_url": "mxc://example.org/qWeRtYuIoP4aSdFgHjKl", "thumbnail_info": _THUMBNAIL},
    },
    "$m.video": {
        "msgtype": "m.video",
        "body": "hedgehog.webm",
        "filename": "hedgehog.webm",
        "url": "mxc://example.org/zXcVbNmAsD6fGhJkLqWe",
        "info": {
            "duration": 12040,
            "w": 1280,
            "h": 720,
            "mimetype": "video/webm",
            "size": 2140800,
            "thumbnail_url": "mxc://example.org/rTyUiOpQwE8aSdFgHjKl",
            "thumbnail_info": _THUMBNAIL,
        },
    },
    "$m.image$encrypted": {
        "msgtype": "m.image",
        "body": "seeds.png",
        "file": PICTURE,
        "info": {
            "w": 800,
            "h": 600,
            "mimetype": "image/png",
            "size": 96117,
            "thumbnail_file": THUMBNAIL,
            "thumbnail_info": {"w": 320, "h": 240, "mimetype": "image/png", "size": 9096},
        },
    },
}
_STICKER = {
    "body": "A bean with a hat",
    "url": "mxc://example.org/vBnMqWeRtY9uIoPaSdFg",
    "info": {"w": 512, "h": 512, "mimetype": "image/webp", "size": 38104},
}
_PACK = {
    "pack": {
        "display_name": "Vegetables",
        "avatar_url": "mxc://example.org/vBnMqWeRtY9uIoPaSdFg",
        "usage": ["emoticon", "sticker"],
        "attribution": "Drawn by Carol, CC BY 4.0",
    },
    "images": {
        "bean_hat": _STICKER,
        "onion": {
            "body": "A red onion",
            "url": "mxc://example.org/hJkLzXcVbN2mQwErTyUi",
            "info": {"w": 128, "h": 128, "mimetype": "image/png", "size": 7033},
        },
    },
}


def _text(body: str, relates_to: Json | None = None, **more: Any) -> Json:
    content: Json = {"msgtype": "m.text", "body": body, **more}
    return {**content, "m.relates_to": relates_to} if relates_to else content


def _people(room: Room) -> None:
    room.send(
        ALICE, "m.room.create", {"room_version": "12", "additional_creators": ["@admin:example.org"]}, ""
    )
    room.send(ALICE, "m.room.member", {"membership": "join", "displayname": "Alice"}, ALICE)
    room.send(ALICE, "m.room.power_levels", {"users": {}, "notifications": {"room": 50}}, "")
    room.send(ALICE, "m.room.join_rules", {"join_rule": "public"}, "")
    room.send(ALICE, "m.room.history_visibility", {"history_visibility": "shared"}, "")
    room.send(ALICE, "m.room.name", {"name": room.name}, "")
    for user, name in ((BOB, "Bob"), (CAROL, "Carol")):
        room.send(user, "m.room.member", {"membership": "join", "displayname": name}, user, origin=COM.name)


def _relations(room: Room, ids: dict[str, str]) -> None:
    """Send events that relate to earlier messages."""
    message = ids["$m.text"]
    ids["question"] = room.send(BOB, "m.room.message", _text("Shall we pick them on Fryday?"))
    corrected = _text("Shall we pick them on Friday?")
    ids["edit"] = room.send(
        BOB,
        "m.room.message",
        {
            **_text("* Shall we pick them on Friday?"),
            "m.new_content": corrected,
            "m.relates_to": {"rel_type": "m.replace", "event_id": ids["question"]},
        },
    )
    reply_to = {"m.in_reply_to": {"event_id": ids["question"]}}
    ids["reply"] = room.send(
        CAROL, "m.room.message", _text("Friday suits me", reply_to, **{"m.mentions": {"user_ids": [BOB]}})
    )
    reaction = {"rel_type": "m.annotation", "event_id": message, "key": "👍️"}
    ids["reaction"] = room.send(BOB, "m.reaction", {"m.relates_to": reaction})

    def thread(body: str, reply_to: str, *, falling_back: bool) -> Json:
        related = {"rel_type": "m.thread", "event_id": message, "is_falling_back": falling_back}
        return _text(body, {**related, "m.in_reply_to": {"event_id": reply_to}})

    first = thread("All of them?", message, falling_back=True)
    ids["thread_1"] = room.send(BOB, "m.room.message", first)
    second = thread("Only those by the wall", ids["thread_1"], falling_back=True)
    ids["thread_2"] = room.send(ALICE, "m.room.message", second)
    third = thread("I meant the runner beans", ids["thread_1"], falling_back=False)
    ids["thread_3"] = room.send(BOB, "m.room.message", third)
    ids["thread_reaction"] = room.send(
        CAROL,
        "m.reaction",
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": ids["thread_2"], "key": "🌱"}},
    )


@cache
def chat() -> tuple[Room, dict[str, str]]:
    """Return the room, and the ids of its events by name; always the same."""
    room, ids = Room(12, "Harvest"), {}
    _people(room)
    for name, content in _MESSAGES.items():
        sender = BOB if content["msgtype"] == "m.audio" else ALICE
        ids[name] = room.send(sender, "m.room.message", content)
    ids["sticker"] = room.send(CAROL, "m.sticker", _STICKER)
    ids["pack"] = room.send(ALICE, "m.room.image_pack", _PACK, "vegetables")
    _relations(room, ids)
    return room, ids


def _bundled_thread(room: Room, ids: dict[str, str]) -> Json:
    """Return the root of the thread as Bob gets it."""
    latest = room.client(ids["thread_3"])
    thread = {"latest_event": latest, "count": 3, "current_user_participated": True}
    return room.client(ids["$m.text"], age=4612, **{"m.relations": {"m.thread": thread}})


def chat_events() -> dict[str, object]:
    """Return events in the format of clients, by the name of their file under `spec/events/examples/`."""
    room, ids = chat()
    found: dict[str, object] = {f"m.room.message{name}": room.client(ids[name]) for name in _MESSAGES}
    found["m.room.message$m.text$edit"] = room.client(ids["edit"])
    found["m.reaction"] = room.client(ids["reaction"])
    found["m.sticker"] = room.client(ids["sticker"])
    found["m.room.image_pack"] = room.client(ids["pack"])
    return found


def chat_bodies() -> dict[str, object]:
    """Return bodies, by the name of their file under `spec/api/client-server/examples/`."""
    room, ids = chat()

    def children(*names: str, **more: object) -> Json:
        return {"chunk": [room.client(ids[name]) for name in names], **more}

    return {
        "relations": children("thread_3", "thread_2", next_batch="t47-1_s72594", prev_batch="t49-1_s72599"),
        "relations_recurse": children("thread_reaction", "thread_3", "thread_2", recursion_depth=3),
        "relations_type": children("thread_3", "thread_2", "thread_1"),
        "relations_type_event": children("reaction"),
        "threads": {"chunk": [_bundled_thread(room, ids)], "next_batch": "th_1760001586702"},
    }
