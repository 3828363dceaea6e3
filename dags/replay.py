"""
### Replay

Run extraction and the parser again over the archive, check, and publish: after a better parser or extractor came.
Trigger it by hand with `{"first": "2026-03-02", "last": "2026-03-08"}`, or with `{"files": ["/data/x.warc.gz"]}` for
WARC files from elsewhere (CC-NEWS, say), or folders of them. Each WARC file is one mapped task (of more than 500 some
share one), done piece by piece: one that was killed and is tried again goes on where it was. Nothing is fetched.

**A red task means**
- `find`: no WARC file in that span, or a parameter that is no date.
- `list_pages[n]`: a corrupt WARC file; the message names the file and the byte. Mend it or leave it out.
- `check_night`: what the new parser says failed a critical check; the snapshot stays as it was.
- Everything else as in `dateline_nightly`.
"""

import os
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.dagtasks import REDONE, RETRIED, judge_and_publish, paths, run_in
from dateline.errors import DatelineError
from dateline.notifying import TaskFailed
from dateline.runs import begin_run


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"on_failure_callback": TaskFailed()},
    params={
        "first": Param(None, type=["null", "string"], format="date", description="first day of the archive to replay"),
        "last": Param(None, type=["null", "string"], format="date", description="last day, inclusive"),
        "files": Param([], type="array", description="WARC files or folders instead of the archive"),
    },
    doc_md=__doc__,
    tags=["dateline", "replay"],
)
def dateline_replay():
    @task(**REDONE)
    def begin() -> str:
        dag_run = get_current_context()["dag_run"]
        at = dag_run.logical_date or dag_run.run_after
        return str(begin_run(Settings.from_env(os.environ), f"replay__{dag_run.run_id}", at, "replay").folder)

    @task(retries=0)
    def find(run: str, *, params) -> list[list[dict[str, str]]]:
        from dateline.replays import plan_replay, shared_out

        try:
            files = paths(params["files"])
            warcs = plan_replay(run_in(run), files, _day(params["first"]), _day(params["last"]))
        except (DatelineError, ValueError) as error:
            raise AirflowFailException(str(error)) from error
        return shared_out([{"warc": str(warc), "number": str(number)} for number, warc in enumerate(warcs)])

    @task(pool="warehouse", **RETRIED)
    def list_pages(run: str, sources: list[dict[str, str]]) -> list[str]:
        from dateline.replays import list_pages as list_warc

        listed = [list_warc(run_in(run), Path(source["warc"]), int(source["number"])) for source in sources]
        return [str(path) for path in chain.from_iterable(listed)]

    @task(pool="parse", **REDONE)
    def extract(run: str, fetched: list[str]) -> list[str]:
        return [str(pipeline.extract_once(run_in(run), path)) for path in paths(fetched)]

    @task(pool="parse", **REDONE)
    def parse(run: str, extracted: list[str]) -> list[str]:
        from dateline.parse.parser import Parser

        parser = Parser.load() if extracted else None
        return [str(pipeline.parse_once(run_in(run), path, parser)) for path in paths(extracted)]

    @task(pool="warehouse", **RETRIED)
    def load(run: str, extracted: list[list[str]], parsed: list[list[str]]) -> dict[str, int]:
        return pipeline.load(run_in(run), [], paths(chain.from_iterable(extracted)), paths(chain.from_iterable(parsed)))

    run = begin()
    listed = list_pages.partial(run=run).expand(sources=find(run))
    extracted = extract.partial(run=run).expand(fetched=listed)
    parsed = parse.partial(run=run).expand(extracted=extracted)
    staged = load(run, extracted, parsed)
    judge_and_publish(run, staged, [listed, extracted, parsed])


dateline_replay()
