"""Packages of Debian and its relatives, installed when this user may do so without a password.

Where that is not possible nothing is installed, and the caller shows `line_to_run` instead.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# Runs as root; "$1" is a service to leave off, or empty; the rest are packages. Debian starts and
# enables a service as soon as its package is there, unless a policy says otherwise. The policy
# names that service alone, so that it does no harm if this is killed before removing it.
INSTALL = r"""
# Ctrl-C in the middle would leave half-installed packages; apt-get inherits this.
trap '' INT
service=$1
shift
policy=/usr/sbin/policy-rc.d
if [ -n "$service" ] && [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\n[ "${1%%.service}" != "%s" ] || exit 101\n' "$service" > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
# One broken source among many is no reason to stop: the next line finds out.
apt-get --option DPkg::Lock::Timeout=120 update
apt-get --option DPkg::Lock::Timeout=120 install \
    --yes --no-install-recommends --no-upgrade "$@" || exit
[ -z "$service" ] || update-rc.d "$service" disable
"""


def install(packages: Sequence[str], log: Path, *, leave_off: str = "") -> bool:
    """Install `packages`, adding apt's output to `log`; False when that was not possible.

    `leave_off` names a service that comes with them and is not to be started, now or at boot.
    """
    as_root = _way_to_root()
    if as_root is None or shutil.which("apt-get") is None:
        return False
    with log.open("ab") as output:
        # Not subprocess.run, which would kill it when Ctrl-C ends this program.
        process = subprocess.Popen(
            [*as_root, "sh", "-c", INSTALL, "sh", leave_off, *packages],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        return process.wait() == 0


def line_to_run(packages: Sequence[str]) -> str | None:
    """What the user can type instead; None where there is no apt-get."""
    if shutil.which("apt-get") is None:
        return None
    sudo = "" if _way_to_root() == [] else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y {' '.join(packages)}"


def _way_to_root() -> list[str] | None:
    """What to put before a command so that it runs as root; None when a password is needed."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    sudo = ["sudo", "-n"]
    allowed = subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if allowed else None
