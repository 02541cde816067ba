"""The cache on Redis or Valkey."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from django.core.cache.backends.redis import RedisCacheClient
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as Silent

logger = logging.getLogger(__name__)

PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds


class _OneClient(RedisCacheClient):
    """Keeps the client it makes: one for each question, as Django has it, costs more than the question."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._clients = {}

    def get_client(self, key=None, *, write=False):
        pool = self._get_connection_pool(write)
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)
        return self._clients[pool]


def _if_away(answer: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What a method answers while the server cannot be reached."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def asked(self, *args, **kwargs):
            try:
                return method(self, *args, **kwargs)
            except (Away, Silent) as error:
                logger.warning("cache is away: %s", type(error).__name__)
                return answer(*args, **kwargs)

        return asked

    return decorate


class RedisCache(DjangoRedisCache):
    """A cache that is away holds nothing and keeps nothing.

    Pages and sessions come from the database meanwhile; limits, which cannot count without it, refuse.
    """

    def __init__(self, server, params):
        super().__init__(server, params | {"OPTIONS": PATIENCE | params.get("OPTIONS", {})})
        self._class = _OneClient

    get = _if_away(lambda key, default=None, version=None: default)(DjangoRedisCache.get)
    get_many = _if_away(lambda *_args, **_kwargs: {})(DjangoRedisCache.get_many)
    set = _if_away(lambda *_args, **_kwargs: None)(DjangoRedisCache.set)
    set_many = _if_away(lambda data, *_args, **_kwargs: list(data))(DjangoRedisCache.set_many)
    add = _if_away(lambda *_args, **_kwargs: False)(DjangoRedisCache.add)
    delete = _if_away(lambda *_args, **_kwargs: False)(DjangoRedisCache.delete)
    has_key = _if_away(lambda *_args, **_kwargs: False)(DjangoRedisCache.has_key)
