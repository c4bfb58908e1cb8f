"""HTTP: requests to functions and back, in the form Azure's host gives them."""

import logging
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from urllib.parse import quote

from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from local.host.http.routes import path_of
from local.host.worker.functions import Function, HttpTrigger
from local.host.worker.invocations import Invocations
from local.host.worker.protos import RpcHttp, RpcHttpCookie, StatusResult, TypedData

_log = logging.getLogger(__name__)

MAX_BODY_BYTES = 104_857_600  # Azure/azure-functions-host, ScriptConstants.cs, DefaultMaxRequestBodySize
_FRAMING = {"content-length", "transfer-encoding", "connection"}  # the server sets them, not the function
_BODILESS = {204, 205, 304}


class BodyTooLargeError(Exception):
    """The request's body is longer than Azure takes."""


class HttpFunctions:
    """The app's HTTP functions behind their routes."""

    def __init__(self, functions: Sequence[Function], invocations: Invocations) -> None:
        web = ((function, function.trigger) for function in functions if not function.disabled)
        routed = [(function, trigger) for function, trigger in web if isinstance(trigger, HttpTrigger)]
        self._routed = sorted(routed, key=lambda each: each[0].name.lower())
        self._invocations = invocations

    async def respond(self, request: Request) -> Response:
        """Runs the first function by *name* whose route and methods fit; 404 if there is none, 500 if it fails."""
        found = self._find(request.method, path_of(request.scope["raw_path"]))
        if found is None:
            return Response(status_code=404)
        function, parameters = found
        try:
            data = TypedData(http=await _incoming(request, parameters))
        except BodyTooLargeError:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        answer = await self._invocations.run(function, data, trace_parent=request.headers.get("traceparent"))
        if answer.result.status != StatusResult.Success:
            return Response(status_code=500)
        return _outgoing(function, answer.return_value)

    def _find(self, method: str, path: str) -> tuple[Function, Mapping[str, str]] | None:
        for function, trigger in self._routed:
            if trigger.methods and method not in trigger.methods:
                continue
            parameters = trigger.route.match(path)
            if parameters is not None:
                return function, parameters
        return None


async def _incoming(request: Request, parameters: Mapping[str, str]) -> RpcHttp:
    return RpcHttp(
        method=request.method,
        url=_url(request),
        headers=_joined(request.headers),
        query={name: value for name, value in _joined(request.query_params).items() if value},
        params=parameters,
        body=TypedData(bytes=await _body(request)),
    )


def _url(request: Request) -> str:
    """As it was sent, still percent-encoded."""
    host, query = request.headers.get("host", ""), request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    return f"{request.url.scheme}://{host}{path}{f'?{query}' if query else ''}"


def _joined(pairs: Headers | QueryParams) -> dict[str, str]:
    """If a name comes twice, it gets one value with commas, as in ASP.NET."""
    joined: dict[str, str] = {}
    for name, value in pairs.multi_items() if isinstance(pairs, QueryParams) else pairs.items():
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLargeError
    return bytes(body)


def _outgoing(function: Function, value: TypedData | None) -> Response:
    """The function's answer. If HTTP cannot carry it, the answer is 500, as in Azure."""
    if value is None or value.http is None:
        return Response(value.string if value else None, media_type="text/plain")
    try:
        return _response(value.http)
    except ValueError as error:
        _log.error("failed: its response cannot be sent: %s", error, extra={"function": function.name})
        return Response(status_code=500)


def _response(answer: RpcHttp) -> Response:
    status = int(answer.status_code)
    body = b"" if status in _BODILESS else answer.body.bytes
    response = Response(body, status)
    for name, value in answer.headers.items():
        if name.lower() not in _FRAMING:
            _check_header(name, value)
            response.headers[name] = value
    for cookie in answer.cookies or ():
        response.headers.append("set-cookie", _set_cookie(cookie))
    return response


def _check_header(name: str, value: str) -> None:
    """Azure's server sends nothing but printable ASCII in a header."""
    if not (value.isascii() and (value.isprintable() or "\t" in value)) or "\n" in value or "\r" in value:
        raise ValueError(f"the header {name} has a character that no header may have")


def _set_cookie(cookie: RpcHttpCookie) -> str:
    """As ASP.NET Core writes it, with the value percent-encoded."""
    parts = [f"{quote(cookie.name, safe='')}={quote(cookie.value, safe='')}"]
    if cookie.expires:
        parts.append(f"expires={formatdate(cookie.expires.value.seconds, usegmt=True)}")
    if cookie.max_age:
        parts.append(f"max-age={cookie.max_age.value:.0f}")
    if cookie.domain and cookie.domain.value:
        parts.append(f"domain={cookie.domain.value}")
    if cookie.path and cookie.path.value:
        parts.append(f"path={cookie.path.value}")
    if cookie.secure and cookie.secure.value:
        parts.append("secure")
    if cookie.same_site:
        parts.append(f"samesite={('', 'lax', 'strict', 'none')[cookie.same_site]}")
    if cookie.http_only and cookie.http_only.value:
        parts.append("httponly")
    return "; ".join(parts)
