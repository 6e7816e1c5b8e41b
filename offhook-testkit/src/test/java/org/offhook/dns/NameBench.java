package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Uri;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.testkit.SimNameServer;
import org.offhook.testkit.SimWorld;

/** A locator on a host of a simulated world with a name server at 10.0.0.53. */
final class NameBench implements AutoCloseable {

  final SimWorld world;
  final SimNameServer server;
  final Network network;
  final NextHopLocator locator;

  /** What the endpoint speaks; at first everything. */
  final Set<TransportKind> spoken = EnumSet.allOf(TransportKind.class);

  /** By what it can be reached; at first everything. */
  final Set<TransportKind> listened = EnumSet.allOf(TransportKind.class);

  private final Reach reach =
      new Reach() {
        @Override
        public @Nullable String fault(TransportKind kind) {
          return spoken.contains(kind) ? null : "no " + kind.label() + " here";
        }

        @Override
        public boolean listens(TransportKind kind) {
          return listened.contains(kind);
        }

        @Override
        public boolean reaches(TransportKind kind, InetAddress address) {
          return !network.localAddressTowards(address).isLoopbackAddress()
              || address.isLoopbackAddress();
        }
      };

  NameBench() {
    this(1, "10.0.0.1", "2001:db8::1");
  }

  NameBench(long seed, String... addresses) {
    world = new SimWorld(seed);
    server = world.nameServer("10.0.0.53");
    network = world.host("alice", addresses).attach("alice");
    locator = new NextHopLocator(network, DnsSettings.DEFAULT, reach);
  }

  void settings(UnaryOperator<DnsSettings> change) {
    world.onLoop(network, () -> locator.settings(change.apply(locator.settings())));
  }

  /** Begins to locate; the answer is put into the list. */
  List<Located> begin(String uri) {
    var answers = new ArrayList<Located>();
    world.onLoop(
        network,
        () -> {
          var unused = locator.locate(Uri.parse(uri), false, answers::add);
        });
    return answers;
  }

  /** Locates, for as long as it takes. */
  Located locate(String uri, boolean preferStream) {
    var answers = new ArrayList<Located>();
    world.onLoop(
        network,
        () -> {
          var unused = locator.locate(Uri.parse(uri), preferStream, answers::add);
        });
    world.runUntil(() -> !answers.isEmpty(), Duration.ofMinutes(1));
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  Located locate(String uri) {
    return locate(uri, false);
  }

  /** The next hops as text, or why there is none. */
  List<String> hops(String uri) {
    return hops(locate(uri));
  }

  static List<String> hops(Located located) {
    return switch (located) {
      case Located.Found found -> found.hops().stream().map(NextHop::toString).toList();
      case Located.Failed failed -> List.of("failed: " + failed.reason());
    };
  }

  /** Asks a question. */
  DnsReply ask(String name, RecordType type) {
    var replies = begin(name, type);
    world.runUntil(() -> !replies.isEmpty(), Duration.ofMinutes(1));
    return replies.getFirst();
  }

  List<DnsReply> begin(String name, RecordType type) {
    var replies = new ArrayList<DnsReply>();
    world.onLoop(
        network,
        () ->
            locator.ready(
                () -> {
                  var unused = locator.client().ask(new DnsQuestion(name, type), replies::add);
                }));
    return replies;
  }

  void advance(Duration time) {
    world.advance(time);
  }

  @Override
  public void close() {
    world.onLoop(network, locator::close);
    world.assertQuiet();
    world.close();
  }
}
