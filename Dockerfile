# One image for all processes: web | worker | beat | migrate up. Node is needed only to build the
# pages and stays in the first stage. Both stages begin with the same image, named by its content.
FROM python:3.11-slim-trixie@sha256:9534e5a8e315485d4061ed659af0fd78a284c015f9b73661b41d6bab25604534 AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt requirements-build.txt ./
RUN python -m venv .venv && .venv/bin/pip install -q --no-deps --require-hashes \
    -r requirements.txt -r requirements-build.txt
COPY . .
RUN .venv/bin/python -m habit_app.serving.packages requirements.txt requirements-build.txt \
 && .venv/bin/python -m habit_app build \
 && mkdir -p /pages/build && cp -r .web/build/client .web/build/sources.sha256 /pages/build/ \
 && cp -r .web/backend /pages/

FROM python:3.11-slim-trixie@sha256:9534e5a8e315485d4061ed659af0fd78a284c015f9b73661b41d6bab25604534
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# LightGBM, in the worker, runs on the compiler's own threads; the image comes without them.
RUN apt-get update -q && apt-get install -qy --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/pip install -q --no-deps --require-hashes -r requirements.txt \
 && useradd --system --uid 10001 habit && mkdir /data && chown habit /data
COPY . .
RUN .venv/bin/python -m habit_app.serving.packages requirements.txt
COPY --from=build /pages /app/.web
# The code belongs to root and cannot be changed from inside; what is written is written to /data.
ENV HABIT_ENV=production HABIT_HOST=0.0.0.0 HABIT_DATA_DIR=/data
USER habit
VOLUME /data
EXPOSE 8000
# For web; worker and beat say that they are alive through the database. The API goes on without
# Redis, so this asks the database alone; /health/ready tells monitors of all parts.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/db', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT [".venv/bin/python", "-m", "habit_app"]
CMD ["web"]
