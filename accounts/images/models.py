"""What is kept of an uploaded picture besides its bytes."""

from django.conf import settings
from django.db import models

from accounts.identifiers import PublicIdField

# Names of the renditions in addresses: pixels of the longest edge.
PHOTO_SIZES = {"small": 160, "medium": 640, "large": 1600}


class StoredPhoto(models.Model):
    """An uploaded picture, re-encoded in three sizes without metadata. Its views ask who is looking."""

    public_id = PublicIdField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, unique=True, help_text="Where the renditions lie in storage.")
    width = models.PositiveIntegerField(help_text="Of the largest rendition, in pixels.")
    height = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id

    def url(self, size: str = "medium") -> str:
        """Where a copy is served to who may see it."""
        raise NotImplementedError

    @property
    def srcset(self) -> str:
        """The three copies with their widths, for browsers to choose from."""
        longest = max(self.width, self.height)
        widths = {name: round(self.width * min(1, edge / longest)) for name, edge in PHOTO_SIZES.items()}
        base = self.url("large").removesuffix("large/")
        return ", ".join(f"{base}{name}/ {width}w" for name, width in widths.items())
