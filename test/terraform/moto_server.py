"""AWS on 127.0.0.1 for the deployment's tests: moto's server, and what moto 5.2 lacks for the AWS provider 5.100.

usage: moto_server.py PORT ACTIONS_FILE

ACTIONS_FILE receives a line `access key, service:Action` for each request.
"""

import json
import sys

from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.access_control import IAMPolicyStatement, PermissionResult
from moto.server import main
from moto.sqs.models import Queue


def complete_queues():
    """Policies of a queue are kept and given back as they were set; without that, every plan finds a difference."""
    Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
    Queue.redrive_allow_policy = None
    set_attributes = Queue._set_attributes
    read_attributes = Queue.attributes.fget

    def set_some(self, attributes, now=None):
        kept = getattr(self, "policy", None)
        if attributes.get("RedriveAllowPolicy") == "":
            attributes = {**attributes, "RedriveAllowPolicy": None}
        set_attributes(self, attributes, now)
        if "Policy" not in attributes:
            self.policy = kept

    def read_all(self):
        attributes = read_attributes(self)
        if attributes.get("RedrivePolicy"):
            attributes["RedrivePolicy"] = json.dumps(json.loads(attributes["RedrivePolicy"]), separators=(",", ":"))
        return attributes

    Queue._set_attributes = set_some
    Queue.attributes = property(read_all)


def complete_functions():
    """A function's logging configuration, and updates of what moto takes at creation only."""
    create, describe, update = LambdaFunction.__init__, LambdaFunction.get_configuration, LambdaFunction.update_configuration

    def create_with_logging(self, account_id, spec, region, version=1):
        create(self, account_id, spec, region, version)
        default = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        self.logging_config = spec.get("LoggingConfig") or default

    def describe_with_logging(self, on_create=False):
        return {**describe(self, on_create), "LoggingConfig": self.logging_config}

    def update_all(self, changes):
        self.logging_config = changes.get("LoggingConfig") or self.logging_config
        self.tracing_config = changes.get("TracingConfig") or self.tracing_config
        return update(self, changes)

    LambdaFunction.__init__ = create_with_logging
    LambdaFunction.get_configuration = describe_with_logging
    LambdaFunction.update_configuration = update_all
    # The tests run the function themselves, from the deployed zip: moto would want Docker for it.
    LambdaBackend.send_sqs_batch = lambda *_args, **_kwargs: False


def take_requests_for_tls():
    """A denial of what comes without TLS denies nothing here: on this machine's own addresses there is none."""
    is_action_permitted = IAMPolicyStatement.is_action_permitted

    def judge(self, *args, **kwargs):
        if self._statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}:
            return PermissionResult.NEUTRAL
        return is_action_permitted(self, *args, **kwargs)

    IAMPolicyStatement.is_action_permitted = judge


def write_down_actions(path):
    """Who did what, in the words of IAM: the place where moto would look whether somebody may."""
    words = {"awslambda": "lambda", "HeadBucket": "ListBucket"}

    def note(self, iam_request_cls, resource="*"):
        key = (self.headers.get("Authorization") or "").partition("Credential=")[2].partition("/")[0]
        service, action = (words.get(word, word) for word in (self.service_name, self._get_action()))
        with open(path, "a", encoding="utf-8") as actions:
            actions.write(f"{key} {service}:{action}\n")

    ActionAuthenticatorMixin._authenticate_and_authorize_action = note


if __name__ == "__main__":
    complete_queues()
    complete_functions()
    take_requests_for_tls()
    write_down_actions(sys.argv[2])
    sys.exit(main(["-H", "127.0.0.1", "-p", sys.argv[1]]))
