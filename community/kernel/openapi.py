"""An application that names each schema once in its OpenAPI document."""

from typing import Any

from apiflask import APIFlask
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import make_schema_key


class Documented(APIFlask):
    """APIFlask registers a schema again that it has met as a part of another one; this does not."""

    def _register_schema_and_get_ref(
        self, spec: APISpec, registered_schema_classes: dict[int, str], schema_obj: Any
    ) -> dict[str, str]:
        key = make_schema_key(schema_obj)
        for plugin in spec.plugins:
            known = (
                plugin.converter.refs if isinstance(plugin, MarshmallowPlugin) and plugin.converter else {}
            )
            if key in known:
                registered_schema_classes[id(type(schema_obj))] = known[key]
        return super()._register_schema_and_get_ref(spec, registered_schema_classes, schema_obj)
