"""Photos: an upload goes in, clean WebP copies come out; then they are kept where no address leads.

What is uploaded is never kept. A child process with little memory and time decodes it and paints the pixels
on a fresh canvas, so that no place, serial number, comment or second file hidden in it survives. Of a moving
picture the first frame is taken.

A set of copies has a random key, ``<under>/<2>/<token>``, and one file per size in it. Views that have asked
who is looking serve them with ``open_rendition``; storage gives no URL.
"""

from accounts.images.pipeline import (
    ACCEPT,
    SIZES,
    ImageRefused,
    Limits,
    PhotoField,
    Rendition,
    Renditions,
    renditions,
)
from accounts.images.storage import (
    CONTENT_TYPE,
    PhotoStorage,
    delete_renditions,
    open_rendition,
    orphans,
    photo_storage,
    store,
)

__all__ = [
    "ACCEPT",
    "CONTENT_TYPE",
    "SIZES",
    "ImageRefused",
    "Limits",
    "PhotoField",
    "PhotoStorage",
    "Rendition",
    "Renditions",
    "delete_renditions",
    "open_rendition",
    "orphans",
    "photo_storage",
    "renditions",
    "store",
]
