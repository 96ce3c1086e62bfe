"""The API does what its published description says, whatever it is sent."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.tokens import make_token
from passerby.hub.alerts.models import Alert
from passerby.hub.api.root import API
from passerby.hub.sites.models import Camera
from tests.hub.api.callers import ROOT

ENDLESS = "/api/v1/live"
LABELS = [
    f"{method.upper()} {path}"
    for path, operations in API.get_openapi_schema()["paths"].items()
    for method in operations
    if path != ENDLESS
]
load_all_checks()
PROMISES = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("label", LABELS)
def test_each_operation_keeps_its_promises(
    label: str, mode: GenerationMode, alice: Staff, plaza: Camera
) -> None:
    _, secret = make_token("tester", list(Scope), by=alice, all_sites=True)
    alert = Alert.objects.create(site=plaza.site, text="full", began_at=timezone.now(), worst=1)
    ids = {"site_id": plaza.site_id, "camera_id": plaza.pk, "alert_id": alert.pk}
    headers = {"Authorization": f"Bearer {secret}"}
    application = get_wsgi_application()
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application, headers=headers)
    operation = schema.find_operation_by_label(label)
    assert operation is not None

    @settings(
        max_examples=6, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            # Random ids lead nowhere; what matters comes after them.
            case.path_parameters |= {name: ids[name] for name in case.path_parameters}
        case.call_and_validate(headers=headers, checks=PROMISES)

    send()
