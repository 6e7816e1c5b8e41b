package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the settings take, and what they refuse. */
class DnsSettingsTest {

  @Test
  void serversAreNumericWithOrWithoutPort() {
    assertThat(
            DnsSettings.DEFAULT
                .withServers("192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:99")
                .servers())
        .containsExactly(
            new InetSocketAddress("192.0.2.53", 53),
            new InetSocketAddress("192.0.2.53", 5353),
            new InetSocketAddress("2001:db8::53", 53),
            new InetSocketAddress("2001:db8::53", 99));
    for (var wrong : new String[] {"ns.example.com", "192.0.2.53:", "192.0.2.53:0", ":53", ""}) {
      assertThatThrownBy(() -> DnsSettings.DEFAULT.withServers(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no name server: write it as");
    }
  }

  @Test
  void overridesAreByNameInAnyCase() {
    var settings = DnsSettings.DEFAULT.withOverride("Proxy.Example.com.", "192.0.2.7", "::1");
    assertThat(settings.overrides()).containsOnlyKeys("proxy.example.com");
    assertThat(settings.withoutOverride("PROXY.example.com").overrides()).isEmpty();
    assertThatThrownBy(() -> settings.withOverride("a", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no numeric address");
    assertThatThrownBy(() -> settings.withOverride("a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesAreInOrder() {
    var second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new DnsSettings.Times(Duration.ZERO, second, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DnsSettings.Times(second, second, Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DnsSettings.DEFAULT.withFailover(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DnsSettings.DEFAULT.withCacheSize(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChangeLeavesTheOriginalAlone() {
    var changed = DnsSettings.DEFAULT.withNaptr(false).withSrv(false).withSecureFirst(true);
    assertThat(changed.naptr() || changed.srv() || !changed.secureFirst()).isFalse();
    assertThat(DnsSettings.DEFAULT.naptr() && DnsSettings.DEFAULT.srv()).isTrue();
    assertThat(DnsSettings.DEFAULT.secureFirst()).isFalse();
  }
}
