"""Stories by the fixtures of their own tests."""

from tests.community.conftest import published, tell, upload  # noqa: F401
