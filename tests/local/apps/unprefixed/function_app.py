"""Routes without a prefix, in every form a template has, and a function that is switched off."""

import json

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def _parameters(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(dict(req.route_params)), mimetype="application/json")


@app.route(route="/")
async def home(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("home")


@app.route(route="calendar/{id}.ics")
async def calendar(req: func.HttpRequest) -> func.HttpResponse:
    return _parameters(req)


@app.route(route="numbers/{number:int}/{unit?}")
async def numbers(req: func.HttpRequest) -> func.HttpResponse:
    return _parameters(req)


@app.route()
async def named(req: func.HttpRequest) -> func.HttpResponse:
    return _parameters(req)


@app.route(route="away")
async def off(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("should not be seen")
