"""What schemathesis runs with: our own check of who may do what, and a list of what every operation was answered."""

import atexit
import collections
import json
import os

import schemathesis

FACE = os.environ.get("ONHOOK_API_FACE", "")
ANSWERS = os.environ.get("ONHOOK_API_ANSWERS")

answers = collections.defaultdict(collections.Counter)


def is_open(operation):
    """Whether it may be asked without a login."""
    return operation.definition.raw.get("security") == [] or {} in operation.definition.raw.get("security", [])


def is_for_admin(operation):
    return operation.definition.raw.get("description", "").startswith("The account admin only.")


@schemathesis.check
def let_in_by_account(ctx, response, case):
    """Without a login everything that is not open is answered with 401, as `user` what is the administrator's with 403, and nothing else is."""
    status, operation = response.status_code, case.operation
    # What is no proper request, is larger than strangers may send, or takes another method, is refused before anybody asks who it is.
    if status in (405, 413, 414, 431) or status == 400 and response.headers["content-type"][0].startswith("text/plain"):
        return
    if FACE == "nobody":
        assert is_open(operation) or status == 401, f"{status} without a login"
        assert not is_open(operation) or status != 401, "401 although it is open"
    if FACE == "user" and case.method == operation.method.upper():
        assert not is_for_admin(operation) or status == 403, f"{status} for the account user"
        # What depends on the request, the description says in other words.
        is_sometimes = "account admin only" in operation.definition.raw.get("description", "")
        assert is_sometimes or status != 403, "403, although the description lets the account user do it"


@schemathesis.hook
def after_call(context, case, response):
    if case.method == case.operation.method.upper():
        answers[case.operation.label][response.status_code] += 1


if ANSWERS:
    atexit.register(lambda: json.dump(answers, open(ANSWERS, "w")))
