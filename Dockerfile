# One image. Node is needed only to build the pages and stays in the first stage.
FROM python:3.11-slim AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt requirements-build.txt ./
RUN python -m venv .venv && .venv/bin/pip install -q --require-hashes -r requirements.txt -r requirements-build.txt
COPY . .
RUN .venv/bin/python -m habit_app build \
 && mkdir -p /pages/build && cp -r .web/build/client .web/build/sources.sha256 /pages/build/ \
 && cp -r .web/backend /pages/

FROM python:3.11-slim
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HABIT_ENV=production HABIT_HOST=0.0.0.0 HABIT_DATA_DIR=/data
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt \
 && useradd --system --uid 10001 habit && mkdir /data && chown habit /data
COPY --chown=habit . .
COPY --from=build --chown=habit /pages /app/.web
USER habit
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT [".venv/bin/python", "-m", "habit_app"]
CMD ["web"]
