"""A functions host for machines without Azure Functions Core Tools.

It loads and invokes the app through Microsoft's own `azure-functions-runtime`, the library that Python 3.13
workers run in Azure. It adds what surrounds that library there: HTTP routes, queue polling, timers and the
admin route. Unlike Azure's front end it strips nothing from a request, so a local caller signs in by sending
the `X-MS-CLIENT-PRINCIPAL` headers itself. It ignores auth levels, as Core Tools does.
"""
