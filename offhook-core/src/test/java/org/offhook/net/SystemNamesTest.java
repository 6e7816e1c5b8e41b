package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The files in which a system says how names are resolved. */
class SystemNamesTest {

  @Test
  void nameServersInTheirOrderEachOnce() {
    var lines =
        """
        # generated
        ; also a comment
        search example.com
        nameserver 192.0.2.53
        nameserver\t2001:db8::53 # second
        nameserver 192.0.2.53
        nameserver fe80::1%eth0
        nameserver not.an.address
        nameserver
        options ndots:1
        """;
    assertThat(SystemNames.servers(lines.lines().toList()))
        .containsExactly(
            new InetSocketAddress("192.0.2.53", 53),
            new InetSocketAddress("2001:db8::53", 53),
            new InetSocketAddress("fe80::1", 53));
  }

  @Test
  void theHostsFileGivesEachNameAllItsAddresses() {
    var lines =
        """
        127.0.0.1 localhost
        192.0.2.7   PBX pbx.example.com  # the exchange
        2001:db8::7 pbx
        nonsense    pbx
        # 192.0.2.8 old
        """;
    var hosts = SystemNames.hosts(lines.lines().toList());
    assertThat(hosts).containsOnlyKeys("localhost", "pbx", "pbx.example.com");
    assertThat(hosts.get("pbx"))
        .extracting(IpLiteral::format)
        .containsExactly("192.0.2.7", "2001:db8::7");
  }
}
