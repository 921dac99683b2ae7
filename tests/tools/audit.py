"""Asks whether a locked version has a known hole, and fails as well where nobody could say: an empty answer is no good news."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKED = "requirements-cluster.txt"


def verdict(report: dict[str, list[dict[str, object]]]) -> list[str]:
    """A line for each version with a hole, and one for all that could not be looked up; none when all is well."""
    holes = [
        f"{each['name']} {each['version']}: {', '.join(str(hole['id']) for hole in each['vulns'])}"  # type: ignore[attr-defined]
        for each in report["dependencies"]
        if each.get("vulns")
    ]
    unknown = [str(each["name"]) for each in report["dependencies"] if "skip_reason" in each]
    return holes + (
        [f"not checked: {len(unknown)} of {len(report['dependencies'])}, such as {unknown[0]}"]
        if unknown
        else []
    )


def main() -> int:
    """Run pip-audit on what is locked."""
    program = Path(sys.executable).with_name("pip-audit")
    ran = subprocess.run(
        [
            program,
            "--require-hashes",
            "--requirement",
            ROOT / LOCKED,
            "--format",
            "json",
            "--progress-spinner",
            "off",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if not ran.stdout.startswith("{"):
        print(ran.stderr.strip() or "pip-audit said nothing", file=sys.stderr)
        return 1
    report = json.loads(ran.stdout)
    lines = verdict(report)
    print("\n".join(lines) if lines else f"{len(report['dependencies'])} versions, no known hole")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
