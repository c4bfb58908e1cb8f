"""HTTP functions, for the tests of the functions host."""

import asyncio
import json
import logging
import os

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)


@app.route(route="things/{id}", methods=["GET"])
async def a_thing(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"thing {req.route_params['id']}")


@app.route(route="things/search", methods=["GET", "POST"])
async def b_search(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"search by {req.method}")


@app.route(route="echo/{*rest}")
async def echo(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    seen = {
        "method": req.method,
        "url": req.url,
        "rest": req.route_params.get("rest"),
        "query": dict(req.params),
        "principal": req.headers.get("X-MS-CLIENT-PRINCIPAL-NAME"),
        "body": req.get_body().decode(),
        "function": context.function_name,
        "trace": context.trace_context.trace_parent,
        "greeting": os.environ.get("GREETING"),
        "set_already": os.environ.get("SET_ALREADY"),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json", headers={"X-Seen": "yes"})


@app.route(route="answers")
async def answers(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse("café", charset="latin-1", mimetype="text/html", status_code=201)
    response.headers.add("X-Twice", "first")
    response.headers.add("X-Twice", "last")
    response.headers.add("Set-Cookie", 'who="a b"; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60')
    response.headers.add("Set-Cookie", "theme=x; Expires=Wed, 09 Dec 2026 12:30:00 GMT; Domain=example.org")
    return response


@app.route(route="empty")
async def empty(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(status_code=204)


@app.route(route="header")
async def header(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("x", headers={"X-Where": "café"})


@app.route(route="text")
def text(req: func.HttpRequest) -> str:
    logging.getLogger("shop").info("first\nsecond", extra={"order": 7})
    return "plain"


@app.route(route="broken")
async def broken(req: func.HttpRequest) -> func.HttpResponse:
    raise LookupError("nothing there")


@app.route(route="slow")
async def slow(req: func.HttpRequest) -> func.HttpResponse:
    await asyncio.sleep(60)
    return func.HttpResponse("too late")


@app.route(route="soon")
async def soon(req: func.HttpRequest) -> func.HttpResponse:
    await asyncio.sleep(0.4)
    return func.HttpResponse("in time")
