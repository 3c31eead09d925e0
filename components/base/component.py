"""What every component shares: its type's name, and how it passes itself on to its children."""

from typing import ClassVar

import pulumi


class Component(pulumi.ComponentResource):
    """A component of ours. A subclass sets `kind`, creates children with `self.child()`, then registers its outputs."""

    kind: ClassVar[str]
    at_top: ClassVar[list["Component"]] = []
    """Those that belong to no other, in the order in which they were made; all else of the stack is in one of them."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(f"film-studio:components:{self.kind}", name, {}, opts)
        if opts is None or opts.parent is None:
            Component.at_top.append(self)

    def child(self, **options: object) -> pulumi.ResourceOptions:
        """Options of a child: this component is its parent, so it gets the component's provider."""
        return pulumi.ResourceOptions.merge(
            pulumi.ResourceOptions(parent=self),
            pulumi.ResourceOptions(**options),  # pyright: ignore[reportArgumentType] - keywords of ResourceOptions, checked at once
        )
