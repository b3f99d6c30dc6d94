"""The bureau's campaigns."""

from collections.abc import Mapping
from typing import Any

from inspect_app.domain.campaign import Campaign
from inspect_app.storage.reference import Reference


class Campaigns(Reference[Campaign]):
    table_name = "campaigns"

    def read(self, document: Mapping[str, Any]) -> Campaign:
        return Campaign.from_dict(document)
