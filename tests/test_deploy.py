"""The files in deploy/: they can be read, name the models that the catalogue names, and are safe as they stand."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from edge.cli.parser import parser
from tests.test_docs import FENCED

PROJECT = Path(__file__).parent.parent
DEPLOY = PROJECT / "deploy"
ENDPOINTS: dict[str, Any] = tomllib.loads((PROJECT / "models.toml").read_text("utf-8"))["endpoints"]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "vllm" / "compose.yaml").read_text("utf-8"))
RAY: dict[str, Any] = yaml.safe_load((DEPLOY / "ray" / "llm.yaml").read_text("utf-8"))
LLMS: list[dict[str, Any]] = RAY["applications"][0]["args"]["llm_configs"]
ADDED = [
    parser().parse_args(shlex.split(line)[1:])
    for _, block in FENCED.findall((DEPLOY / "README.md").read_text("utf-8"))
    for line in block.splitlines()
    if line.startswith("edge endpoints add")
]


def flags(service: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, _, value in (flag.removeprefix("--").partition("=") for flag in service["command"])}


def test_both_ways_serve_exactly_the_models_of_the_catalogue_by_their_names() -> None:
    wanted = {one["model"] for one in ENDPOINTS.values()}
    assert {flags(service)["model"] for service in COMPOSE["services"].values()} == wanted
    assert {one["model_loading_config"]["model_id"] for one in LLMS} == wanted
    assert {one.model for one in ADDED} == wanted


def test_the_compose_services_are_where_the_examples_of_the_catalogue_point_to() -> None:
    for endpoint in ENDPOINTS.values():
        (service,) = [one for one in COMPOSE["services"].values() if flags(one)["model"] == endpoint["model"]]
        port = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/v1", endpoint["base_url"])
        assert port is not None
        assert service["ports"] == [f"127.0.0.1:{port[1]}:8000"]
        assert int(flags(service)["max-model-len"]) <= endpoint["context"]


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_compose_service_has_its_gpu_a_key_from_outside_and_a_look_at_its_health(name: str) -> None:
    service = COMPOSE["services"][name]
    (device,) = service["deploy"]["resources"]["reservations"]["devices"]
    assert device["driver"] == "nvidia"
    assert device["capabilities"] == [["gpu"]] or device["capabilities"] == ["gpu"]
    assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", service["environment"]["VLLM_API_KEY"])
    assert not any("key" in flag for flag in service["command"])
    assert "/health" in service["healthcheck"]["test"][-1]
    assert re.fullmatch(r"\$\{VLLM_IMAGE:\?[^}]+\}", service["image"])


def test_every_variable_of_the_compose_file_is_in_the_example_and_the_keys_there_are_empty() -> None:
    text = (DEPLOY / "vllm" / "compose.yaml").read_text("utf-8")
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / "vllm" / "env.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    assert set(re.findall(r"\$\{(\w+)", text)) == set(example)
    assert {name: value for name, value in example.items() if name.endswith("_KEY")} == {"QWEN_KEY": "", "GLM_KEY": ""}
    assert ".env" in (DEPLOY / "vllm" / ".gitignore").read_text("utf-8").splitlines()


def test_ray_listens_on_loopback_and_scales_within_bounds() -> None:
    assert RAY["http_options"]["host"] == "127.0.0.1"
    for one in LLMS:
        scaling, engine = one["deployment_config"]["autoscaling_config"], one["engine_kwargs"]
        assert 1 <= scaling["min_replicas"] < scaling["max_replicas"]
        assert scaling["target_ongoing_requests"] < one["deployment_config"]["max_ongoing_requests"]
        assert engine["enable_prefix_caching"]
        assert engine["tensor_parallel_size"] == 1 or one["placement_group_config"]["bundle_per_worker"]["GPU"] == 1


@pytest.mark.filterwarnings("ignore")
def test_rays_own_classes_take_the_file() -> None:
    schema = pytest.importorskip("ray.serve.schema", reason="needs the extra edge-assistant[cluster]")
    assert [one.name for one in schema.ServeDeploySchema.model_validate(RAY).applications] == ["llm"]
    config = pytest.importorskip(
        "ray.llm._internal.serve.core.configs.llm_config", reason="needs pyarrow", exc_type=ImportError
    )
    for one in LLMS:
        # The router's class imports vLLM, which no test has.
        deployment = {key: value for key, value in one["deployment_config"].items() if key != "request_router_config"}
        known = config.LLMConfig.model_validate({**one, "deployment_config": deployment})
        assert known.model_id == one["model_loading_config"]["model_id"]
