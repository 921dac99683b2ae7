"""What the people of the story write."""

ANGRY = {
    "en": (
        "Third replacement router and it still drops every call",
        "This is a disgrace. I am furious: three routers in two months, hours on the phone, and still nothing works. "
        "You lied to me twice about the repair and I want my money back now. Absolutely unacceptable.",
    ),
    "zh": (
        "换了三台路由器还是天天掉线，太气人了",
        "真是忍无可忍！两个月换了三台，打了无数次客服电话，每次都是敷衍，问题一点没解决。"
        "你们这种垃圾服务简直是在耍人，我现在非常愤怒，必须马上给我退款！",
    ),
}
EXPERT = {
    "en": (
        "IPv6 prefix delegation renews with a new prefix every 1800 s, RA lifetime ignored",
        "Firmware 4.2.1. tcpdump on the WAN shows DHCPv6 RENEW at T1, the server answers with the same IA_PD, yet the "
        "router sends RA with a new /64 and valid lifetime 0 for the old one:\n\n"
        "```\n12:01:44.120 IP6 fe80::1 > ff02::1: ICMP6, router advertisement, pref 2001:db8:4::/64 vltime=0\n"
        "kernel: dhcp6c[812]: IA_PD: T1=900 T2=1440, status code: 0x0000\n"
        "kernel: BUG: unable to handle page fault at 0x7f\n```\n\n"
        "With SLAAC the TCP sessions reset (RST after the old address is deprecated). MTU 1492 on PPPoE, MSS clamping on.",
    ),
    "zh": (
        "IPv6 前缀委派每 1800 秒更换一次，RA 中旧前缀 valid lifetime 直接变 0",
        "固件 4.2.1。在 WAN 口用 tcpdump 抓包，DHCPv6 在 T1 时刻发 RENEW，服务器返回同样的 IA_PD，但路由器的 RA 换了新的 /64，"
        "旧前缀 vltime=0，TCP 会话被 RST：\n\n```\n12:01:44.120 IP6 fe80::1 > ff02::1: ICMP6, router advertisement, vltime=0\n"
        "dhcp6c[812]: IA_PD T1=900 T2=1440 status code 0x0000\nkernel: BUG: unable to handle page fault at 0x7f\n```\n\n"
        "PPPoE 的 MTU 是 1492，已开启 MSS clamping，VLAN 35，内核日志见上。",
    ),
}
SHOUTED = "WHY DOES THE LIGHT ON MY ROUTER BLINK RED ALL NIGHT AND NOBODY TELLS ME WHAT IT MEANS"
MENDED = (
    "The light on my router blinks red all night since the update. I restarted it twice. What does it mean?"
)
