package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.net.NetException;

@ExtendWith(SimWorldExtension.class)
@Seed(42)
class SimDatagramTest {

  private Traffic net;
  private SimWorld world;

  @BeforeEach
  void twoHosts(SimWorld given) {
    world = given;
    net = new Traffic(world);
  }

  @Test
  void arrivesAfterTheLatencyOfTheLink() {
    world.network().between(net.alice, net.bob).latency(Duration.ofMillis(20));
    net.receiver();
    net.send(net.sender(), "hello");
    world.advance(Duration.ofMillis(19));
    assertThat(net.events).isEmpty();
    world.advance(Duration.ofMillis(1));
    assertThat(net.events).containsExactly("20 hello");
    assertThat(world.log().lines())
        .containsExactly("    0.000000 10.0.0.1:5060 > 10.0.0.2:5060 hello");
  }

  @Test
  void oneDirectionCanDifferFromTheOther() {
    world.network().between(net.alice, net.bob).latency(Duration.ofMillis(5));
    world.network().oneWay(net.alice, net.bob).loss(1);
    net.receiver();
    net.send(net.sender(), "lost");
    var back =
        world.onLoop(net.b, () -> net.b.bindDatagram(net.bob.address(0), (p, from, payload) -> {}));
    world.onLoop(net.b, () -> back.send(net.alice.address(5060), new byte[1]));
    world.runUntilIdle();
    assertThat(net.events).containsExactly("5 answer");
  }

  @Test
  void lossDuplicationAndReorderingComeAboutAsOftenAsAsked() {
    world.network().all().loss(0.2).duplicate(0.05).reorder(0.1);
    net.receiver();
    var sender = net.sender();
    for (var n = 0; n < 10_000; n++) {
      net.send(sender, String.valueOf(n));
    }
    world.runUntilIdle();
    var log = world.log();
    assertThat(log.sent()).isEqualTo(10_000);
    assertThat(log.lost()).isBetween(1_850L, 2_150L);
    assertThat(log.duplicated()).isBetween(330L, 470L);
    assertThat(log.reordered()).isBetween(700L, 900L);
    assertThat(net.events).hasSize((int) (log.sent() - log.lost() + log.duplicated()));
  }

  @Test
  void truncationTakesTheEndAway() {
    world.network().all().truncate(0.5);
    net.receiver();
    var sender = net.sender();
    for (var n = 0; n < 1_000; n++) {
      net.send(sender, "0123456789");
    }
    world.runUntilIdle();
    assertThat(net.events).hasSize(1_000).allMatch(event -> "0123456789".startsWith(text(event)));
    assertThat(net.events.stream().filter(event -> text(event).length() < 10).count())
        .isBetween(450L, 550L);
    assertThat(net.events).anyMatch(event -> text(event).isEmpty());
  }

  private static String text(String event) {
    return event.substring(event.indexOf(' ') + 1);
  }

  @Test
  void jitterDelaysButDoesNotReorder() {
    world.network().all().jitter(Duration.ofMillis(30));
    net.receiver();
    var sender = net.sender();
    for (var n = 10; n < 99; n++) {
      net.send(sender, "packet " + n);
      world.advance(Duration.ofMillis(1));
    }
    world.runUntilIdle();
    assertThat(net.events.stream().map(event -> event.replaceAll("^\\d+ ", "")))
        .hasSize(89)
        .isSorted();
    assertThat(net.events.getLast()).doesNotStartWith("89 ");
  }

  @Test
  void scriptedLossPicksPackets() {
    world.network().all().dropIf(packet -> packet.index() < 2 || packet.startsWith("drop"));
    net.receiver();
    var sender = net.sender();
    for (var text : new String[] {"one", "two", "three", "drop me", "five"}) {
      net.send(sender, text);
    }
    world.runUntilIdle();
    assertThat(net.events).containsExactly("1 three", "1 five");
    assertThat(world.log().toString()).contains("dropped drop me");
  }

  @Test
  void datagramAboveTheMtuIsLostAndReportedWhereAsked() {
    world.network().all().mtu(1500);
    net.receiver();
    var sender = net.sender();
    net.send(sender, "x".repeat(1472));
    net.send(sender, "y".repeat(1473));
    world.runUntilIdle();
    assertThat(net.events).hasSize(1);
    world.network().all().icmp(true);
    net.send(sender, "y".repeat(1473));
    world.runUntilIdle();
    assertThat(net.events.getLast()).endsWith("message too long");
  }

  @Test
  void closedPortIsReportedWhereAsked() {
    var sender = net.sender();
    net.send(sender, "nobody");
    world.runUntilIdle();
    assertThat(net.events).isEmpty();
    world.network().all().icmp(true);
    net.send(sender, "nobody");
    world.runUntilIdle();
    assertThat(net.events).containsExactly("3 port unreachable");
  }

  @Test
  void unpluggedHostHearsNothingUntilItIsPlugged() {
    net.receiver();
    var sender = net.sender();
    net.send(sender, "on its way");
    net.bob.unplug();
    net.send(sender, "lost");
    world.runUntilIdle();
    net.bob.plug();
    net.send(sender, "back");
    world.runUntilIdle();
    assertThat(net.events).containsExactly("2 back");
  }

  @Test
  void slowLinkDelaysAndOverflows() {
    world.network().all().bandwidth(80_000);
    net.receiver();
    var sender = net.sender();
    for (var n = 0; n < 20; n++) {
      net.send(sender, "x".repeat(972));
    }
    world.runUntilIdle();
    assertThat(net.events).hasSize(11).first().asString().startsWith("101 ");
    assertThat(net.events.getLast()).startsWith("1101 ");
  }

  @Test
  void bindingFailsLikeARealHost() {
    var taken = net.sender().local();
    assertThatThrownBy(
            () -> world.onLoop(net.a, () -> net.a.bindDatagram(taken, (p, from, payload) -> {})))
        .hasRootCauseInstanceOf(NetException.class)
        .hasMessageContaining("cannot listen on udp:10.0.0.1:5060: the port is in use");
    net.alice.occupy(5070);
    assertThatThrownBy(
            () ->
                world.onLoop(
                    net.a, () -> net.a.listenStream(net.alice.address(5070), c -> net.peer("b"))))
        .hasMessageContaining("in use");
    assertThatThrownBy(
            () ->
                world.onLoop(
                    net.a, () -> net.a.bindDatagram(net.bob.address(0), (p, from, payload) -> {})))
        .hasMessageContaining("not one of this host's");
    assertThatThrownBy(
            () ->
                world.onLoop(
                    net.a,
                    () ->
                        net.a.bindDatagram(
                            new InetSocketAddress("0.0.0.0", 5060), (p, from, payload) -> {})))
        .hasMessageContaining("wildcard");
  }

  @Test
  void hostHasAddressesOfBothFamiliesAndChoosesByDestination() throws Exception {
    assertThat(net.a.localAddresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.0.0.1", "2001:db8:0:0:0:0:0:1", "127.0.0.1", "0:0:0:0:0:0:0:1");
    net.alice.addAddress("192.168.7.1");
    var near = InetAddress.getByName("192.168.7.9");
    assertThat(towards(near).getHostAddress()).isEqualTo("192.168.7.1");
    assertThat(towards(net.bob.addresses().get(1)).getHostAddress())
        .isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(towards(InetAddress.getLoopbackAddress()).isLoopbackAddress()).isTrue();
  }

  private InetAddress towards(InetAddress remote) {
    return world.onLoop(net.a, () -> net.a.localAddressTowards(remote));
  }

  @Test
  void nthOperationCanFail() {
    world.network().failOperation(2);
    net.receiver();
    var sender = net.sender();
    assertThat(net.send(sender, "one")).isNull();
    assertThat(net.send(sender, "two")).isEqualTo("injected failure");
    assertThat(net.send(sender, "three")).isNull();
    world.runUntilIdle();
    assertThat(net.events).containsExactly("1 one", "1 three");
    assertThat(world.network().operations()).isEqualTo(3);
  }

  @Test
  void namesAreLookedUpInTheWorld() {
    world.network().name("example.com", "10.0.0.2", "2001:db8::2");
    world.onLoop(
        net.a,
        () -> {
          for (var name : new String[] {"Example.COM", "bob", "nowhere", "10.9.9.9", "localhost"}) {
            net.a.lookUp(name, found -> net.event(name + found.size()));
          }
        });
    world.advance(Duration.ZERO);
    assertThat(net.events).containsExactly("0 10.9.9.91", "0 localhost2");
    world.runUntilIdle();
    assertThat(net.events).contains("1 Example.COM2", "1 bob2", "1 nowhere0");
  }

  @Test
  void sameSeedGivesTheSameBytesAndAnotherDoesNot() {
    assertThat(hostileRun(7)).isEqualTo(hostileRun(7)).isNotEqualTo(hostileRun(8));
  }

  private static String hostileRun(long seed) {
    try (var world = new SimWorld(seed)) {
      world.network().all().loss(0.2).duplicate(0.1).reorder(0.1).jitter(Duration.ofMillis(5));
      var net = new Traffic(world);
      net.receiver();
      var sender = net.sender();
      for (var n = 0; n < 200; n++) {
        net.send(sender, "INVITE " + world.onLoop(net.a, () -> net.a.loop().random().nextLong()));
        world.advance(Duration.ofMillis(3));
      }
      world.runUntilIdle();
      return world.log() + " " + world.log().fingerprint() + net.events;
    }
  }
}
