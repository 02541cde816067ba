FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . ./
ENV STATIC_ROOT=/app/collected
RUN DATA_DIR=/tmp SECRET_KEY=only-for-the-build /venv/bin/python manage.py compile_translations \
    && DATA_DIR=/tmp SECRET_KEY=only-for-the-build /venv/bin/python manage.py collectstatic --no-input

# One image for the site and the worker: the worker's command is "python manage.py run_worker".
FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/collected \
    WEB_CONCURRENCY=2
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin backstride \
    && install --directory --owner=backstride --group=backstride /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os; from urllib.request import Request, urlopen; host = os.environ.get('SITE_URL', 'http://localhost').split('/')[2]; urlopen(Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=5)"]
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
