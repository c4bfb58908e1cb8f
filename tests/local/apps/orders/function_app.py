"""Queue and timer functions that keep what they were given, for the tests of the functions host."""

import asyncio
import json
import threading
from datetime import UTC, datetime

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
runs: dict[str, list[object]] = {"order": [], "failing": [], "slow": [], "nightly": [], "at_start": []}


@app.route(route="runs")
def runs_so_far(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(runs), mimetype="application/json")


@app.queue_trigger(arg_name="msg", queue_name="%ORDERS%", connection="AzureWebJobsStorage")
async def on_order(msg: func.QueueMessage) -> None:
    kept = {
        "body": msg.get_body().decode(),
        "id": msg.id,
        "dequeue_count": msg.dequeue_count,
        "days_old": (datetime.now(UTC) - msg.insertion_time).days,
        "days_to_live": (msg.expiration_time - msg.insertion_time).days,
        "pop_receipt": bool(msg.pop_receipt),
    }
    runs["order"].append(kept)


@app.queue_trigger(arg_name="msg", queue_name="fails", connection="AzureWebJobsStorage")
def on_failing(msg: func.QueueMessage) -> None:
    thread = "main" if threading.current_thread() is threading.main_thread() else "pool"
    runs["failing"].append([msg.get_body().decode(), msg.dequeue_count, thread])
    raise ValueError("no good")


@app.queue_trigger(arg_name="msg", queue_name="slow", connection="AzureWebJobsStorage")
async def on_slow(msg: func.QueueMessage) -> None:
    runs["slow"].append(msg.dequeue_count)
    await asyncio.sleep(0.5)


@app.timer_trigger(arg_name="timer", schedule="%NIGHTLY%")
async def nightly(timer: func.TimerRequest) -> None:
    runs["nightly"].append([datetime.now(UTC).isoformat(), timer.past_due, timer.schedule_status["Next"]])


@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *", run_on_startup=True, use_monitor=False)
def at_start(timer: func.TimerRequest) -> None:
    runs["at_start"].append(timer.past_due)
