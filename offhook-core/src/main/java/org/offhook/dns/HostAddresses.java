package org.offhook.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;

/**
 * The addresses of a host name: overrides, loopback for {@code localhost}, none for {@code
 * .invalid} (RFC 6761 §6.3, §6.4), the hosts file, A and AAAA records (RFC 7984 §3), and where the
 * system's own name servers know nothing, whatever else the system asks.
 */
final class HostAddresses {

  private final Network network;
  private final DnsClient client;
  private Map<String, List<InetAddress>> hosts = Map.of();

  HostAddresses(Network network, DnsClient client) {
    this.network = network;
    this.client = client;
  }

  /**
   * What is known of a host.
   *
   * @param addresses unordered
   * @param expires as in {@link DnsReply}
   * @param steps how it was found
   */
  record Known(List<InetAddress> addresses, long expires, List<LookUpStep> steps) {}

  void hosts(Map<String, List<InetAddress>> table) {
    hosts = table;
  }

  /** What is known without asking anybody, so that no service records are asked for; else null. */
  @Nullable Known fixed(String name) {
    var key = Names.key(name);
    var override = client.settings().overrides().get(key);
    if (override != null) {
      return known(key, "override", override);
    }
    if (Names.isLocalhost(key)) {
      return known(key, "RFC 6761", loopback());
    }
    return Names.isInvalid(key) ? known(key, "RFC 6761", List.of()) : null;
  }

  private List<InetAddress> loopback() {
    var found = new ArrayList<InetAddress>();
    for (var address : network.localAddresses()) {
      if (address.isLoopbackAddress() && isUsual(address)) {
        found.add(address);
      }
    }
    return found.isEmpty() ? Names.numeric("127.0.0.1") : found;
  }

  private static boolean isUsual(InetAddress loopback) {
    var text = IpLiteral.format(loopback);
    return text.equals("127.0.0.1") || text.equals("::1");
  }

  private static Known known(String key, String source, List<InetAddress> addresses) {
    return new Known(
        addresses, Long.MAX_VALUE, List.of(step(key, source, addresses, Duration.ZERO)));
  }

  private static LookUpStep step(
      String key, String source, List<InetAddress> addresses, Duration took) {
    var text =
        addresses.isEmpty()
            ? "no address"
            : addresses.stream().map(IpLiteral::format).collect(Collectors.joining(", "));
    return new LookUpStep("address " + key, source, text, took);
  }

  /** Finds the addresses of a name; told once, at once if nobody has to be asked. */
  Ask find(String name, Consumer<Known> asker) {
    var key = Names.key(name);
    var fixed = fixed(key);
    if (fixed == null && hosts.containsKey(key)) {
      fixed = known(key, "hosts file", hosts.getOrDefault(key, List.of()));
    }
    if (fixed != null) {
      asker.accept(fixed);
      return () -> {};
    }
    var search = new Search(key, asker);
    search.begin();
    return search;
  }

  /** One host on its way to its addresses. */
  private final class Search implements Ask {

    private final String key;
    private final Consumer<Known> asker;
    private final List<Ask> asks = new ArrayList<>(2);
    private final List<InetAddress> found = new ArrayList<>(2);
    private final List<LookUpStep> steps = new ArrayList<>(2);
    private long expires = Long.MAX_VALUE;
    private int open = 1;
    private boolean over;

    Search(String key, Consumer<Known> asker) {
      this.key = key;
      this.asker = asker;
    }

    void begin() {
      if (!client.servers().isEmpty()) {
        ask(RecordType.A);
        ask(RecordType.AAAA);
      }
      answered();
    }

    private void ask(RecordType type) {
      if (AddressOrder.wants(client.settings().addresses(), type)) {
        open++;
        asks.add(client.ask(new DnsQuestion(key, type), this::reply));
      }
    }

    private void reply(DnsReply reply) {
      steps.addAll(reply.steps());
      var records = reply.records(DnsRecord.Address.class);
      records.forEach(record -> found.add(record.address()));
      if (!records.isEmpty()) {
        expires = Math.min(expires, reply.expires());
      }
      answered();
    }

    private void answered() {
      open--;
      if (open > 0 || over) {
        return;
      }
      if (found.isEmpty() && client.settings().servers().isEmpty()) {
        askSystem();
      } else {
        finish();
      }
    }

    /** Multicast DNS, or what else the system's name service switch knows. */
    private void askSystem() {
      long begun = network.loop().time().nanos();
      network.lookUp(
          key,
          addresses -> {
            if (over) {
              return;
            }
            found.addAll(addresses);
            var took = Duration.ofNanos(network.loop().time().nanos() - begun);
            steps.add(step(key, "system", addresses, took));
            finish();
          });
    }

    private void finish() {
      over = true;
      asker.accept(new Known(List.copyOf(found), expires, List.copyOf(steps)));
    }

    @Override
    public void cancel() {
      over = true;
      asks.forEach(Ask::cancel);
    }
  }
}
