"""What makes two encoded pictures tracks the same film, whatever stands around them in the file."""

import hashlib
from pathlib import Path

import av


def essence_sha256(path: Path) -> str:
    """sha256, in hex, over the encoded pictures of a video file as it holds them (H.264 in MP4: NAL units behind their
    lengths), in decoding order. Container, sound and times are left out."""
    digest = hashlib.sha256()
    with av.open(str(path)) as file:
        for packet in file.demux(file.streams.video[0]):
            if packet.buffer_size:
                digest.update(bytes(packet))
    return digest.hexdigest()
