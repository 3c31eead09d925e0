"""Where a stack may be: regions of AWS's own partition in which CloudFront reaches a load balancer of a VPC."""

import re
from typing import Final

from components.base.setting_types import SettingError

#: Source: CloudFront Developer Guide, "Supported AWS Regions for VPC origins". Of some it leaves out a zone.
VPC_ORIGINS: Final = frozenset({
    "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ca-central-1", "ca-west-1",
    "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
    "il-central-1", "me-central-1", "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
})  # fmt: skip
#: Beginnings of the regions of other partitions, whose ARNs begin otherwise and which have no CloudFront of this kind.
_OTHER_PARTITIONS: Final = ("us-gov-", "cn-", "us-iso", "eu-iso", "eusc-")


def check_region(region: str, *, stack: str, stage: str) -> str:
    """The region, unless a stack of that stage could not be there. Raises `SettingError`."""
    if not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", region):
        raise SettingError(
            f"aws:region is {region!r} in stack '{stack}'; it is the name of a region: set it to us-east-2, for "
            "instance."
        )
    if region.startswith(_OTHER_PARTITIONS):
        raise SettingError(
            f"aws:region is '{region}' in stack '{stack}', which is in a partition of its own (GovCloud, China and the "
            "like): names there begin otherwise, and CloudFront reaches no load balancer. Set it to us-east-2, for "
            "instance."
        )
    if stage != "local" and region not in VPC_ORIGINS:
        raise SettingError(
            f"aws:region is '{region}' in stack '{stack}', where CloudFront has no VPC origins, so nothing would lead "
            f"to the API: take one of {', '.join(sorted(VPC_ORIGINS))}. (Where AWS has added it since: "
            "components/base/regions.py.)"
        )
    return region
