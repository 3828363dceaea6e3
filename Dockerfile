# Dateline on the official Airflow image.
#
# The image's own Airflow is installed at Airflow's constraint versions together with dozens of providers. Dateline does
# not install into that: its lock names other versions of packages that both use, which would leave the providers
# broken and the lock untrue. It gets a venv of its own from requirements.lock, hash by hash, so that what runs here is
# what the tests ran. From the base come Python 3.11, the entrypoint (dumb-init, waiting for the database, any user id
# with group 0), curl and the system libraries. The price is about a gigabyte: the base's own Airflow stays, unused.

FROM apache/airflow:3.3.2-python3.11

USER root
RUN install --directory --owner=airflow --group=0 --mode=2775 /opt/dateline /srv/dateline
USER airflow
WORKDIR /opt/dateline

# Packages first: this layer is kept until the lock changes. setup.sh is what `make setup` runs.
COPY --chown=airflow:0 requirements.lock pyproject.toml README.md LICENSE ./
COPY --chown=airflow:0 scripts/setup.sh scripts/server_init.sh scripts/
COPY --chown=airflow:0 plugins/dateline/__init__.py plugins/dateline/version.py plugins/dateline/
RUN UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1 PYTHON=python scripts/setup.sh

COPY --chown=airflow:0 plugins plugins
COPY --chown=airflow:0 dags dags
COPY --chown=airflow:0 sql sql
COPY --chown=airflow:0 config config
COPY --chown=airflow:0 docs/runbook.md docs/
RUN .venv/bin/python -m dateline.gazetteer build && .venv/bin/python -m compileall -q plugins

ENV PATH=/opt/dateline/.venv/bin:$PATH \
    AIRFLOW_HOME=/srv/dateline/airflow \
    DATELINE_HOME=/srv/dateline \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/dateline/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/dateline/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False

# Fails the build, not the night, when a part is missing.
RUN dateline --help >/dev/null && python -c "import airflow, dateline.pipeline; assert airflow.__version__ == '3.3.2'" \
    && rm -rf /srv/dateline/airflow
