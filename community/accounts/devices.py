"""What a browser says it is, in two words, and where it is, no closer than its network."""

import ipaddress
import re
from typing import Final

# The first that fits: most browsers name several others before themselves.
_BROWSERS: Final = (
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\b(?:OPR|Opera)/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("WeChat", re.compile(r"\bMicroMessenger/")),
    ("QQ", re.compile(r"\b(?:M?QQBrowser|QQ)/")),
    ("UC Browser", re.compile(r"\bUCBrowser/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS: Final = (
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("HarmonyOS", re.compile(r"\b(?:HarmonyOS|OpenHarmony)\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("macOS", re.compile(r"\bMac OS X\b|\bMacintosh\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Linux", re.compile(r"\bLinux\b|\bX11\b")),
)
LONGEST: Final = 500  # of what a browser says, as far as it is looked at
_NEAR: Final = {4: 24, 6: 48}


def browser_in(agent: str) -> str:
    """The name of a browser; empty for one that nobody knows."""
    return next((name for name, sign in _BROWSERS if sign.search(agent[:LONGEST])), "")


def system_in(agent: str) -> str:
    """The name of what it runs on; empty where it does not say."""
    return next((name for name, sign in _SYSTEMS if sign.search(agent[:LONGEST])), "")


def near(address: str) -> str:
    """The network around an address: enough to tell home from elsewhere, too little to find a person."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, _NEAR[found.version]), strict=False))
