"""Certificates made on the fly, with the openssl command."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

CONFIG = """
[req]
distinguished_name = name
[name]
[ca]
default_ca = here
[here]
dir = .
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
[anything]
commonName = supplied
[server]
subjectAltName = IP:127.0.0.1
basicConstraints = CA:FALSE
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
"""


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.certificate = folder / "ca.pem"
        """What a client has to trust."""
        (folder / "config").write_text(CONFIG)
        (folder / "index.txt").touch()
        self._request("ca", "Test authority", "-x509", "-days", "3650", "-extensions", "authority")

    def server(self, name: str, begins: str = "20200101000000Z", ends: str = "20991231235959Z") -> ssl.SSLContext:
        """The context of a server at 127.0.0.1, whose certificate is valid between these moments (UTC)."""
        self._request(name, "127.0.0.1", "-new")
        self._openssl(
            *("ca", "-batch", "-config", "config", "-extensions", "server", "-startdate", begins, "-enddate", ends),
            *("-cert", "ca.pem", "-keyfile", "ca.key", "-in", f"{name}.pem", "-out", f"{name}.crt", "-notext"),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / f"{name}.crt", self._folder / f"{name}.key")
        return context

    def _request(self, name: str, subject: str, *options: str) -> None:
        self._openssl(
            *("req", "-config", "config", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={subject}", *options),
        )

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)
