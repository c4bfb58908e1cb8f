"""How many messages are worked on at a time, for the tests of the functions host."""

import asyncio
import json
import time

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
seen: dict[str, object] = {"now": 0, "most": 0, "bodies": []}


@app.route(route="seen")
def seen_so_far(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")


@app.queue_trigger(arg_name="msg", queue_name="gauge", connection="AzureWebJobsStorage")
async def on_gauge(msg: func.QueueMessage) -> None:
    seen["now"] += 1
    seen["most"] = max(seen["most"], seen["now"])
    seen["bodies"].append(msg.get_body().decode())
    await asyncio.sleep(0.1 if msg.get_body().endswith(b"0") else 0.3)
    seen["now"] -= 1


@app.queue_trigger(arg_name="msg", queue_name="stuck", connection="AzureWebJobsStorage")
def on_stuck(msg: func.QueueMessage) -> None:
    time.sleep(3)
