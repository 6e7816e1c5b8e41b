package org.offhook.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket at which peers open DTLS associations (RFC 6347). It is never a client.
 *
 * <p>A peer that has not shown its cookie costs a short computation and gets nothing but the
 * HelloVerifyRequest, which is smaller than its hello (RFC 6347 §4.2.1). A peer that begins anew
 * from a known address must show its cookie too, and takes the place of the old association only
 * when the new handshake is through (RFC 6347 §4.2.8). Thread rule: the loop.
 */
public final class DtlsServerPort {

  private static final Logger LOG = LoggerFactory.getLogger(DtlsServerPort.class);

  /** A flood of hellos must leave the other tasks of the endpoint their turn. */
  private static final int MOST_CHECKS = 64;

  private static final int MOST_CHECKS_PER_PEER = 16;

  private final DtlsWire wire;
  private final DtlsAcceptor acceptor;
  private final DtlsCookies cookies;

  /** Addresses whose hello is being looked at, and how many of each IP address. */
  private final HashSet<InetSocketAddress> checking = new HashSet<>();

  private final HashMap<InetAddress, Integer> checkingFrom = new HashMap<>();

  /** Verified addresses whose handshake is under way, the oldest first. */
  private final LinkedHashMap<InetSocketAddress, Begun> unfinished = new LinkedHashMap<>();

  private final HashMap<InetSocketAddress, Begun> open = new HashMap<>();

  /** An association and the hello that began it. */
  private record Begun(DtlsAssociation association, DtlsHello hello) {}

  /**
   * Opens a socket.
   *
   * @param local as for {@link Network#bindDatagram}
   * @throws NetException if the port is taken, the address is not this host's, or there is no
   *     certificate
   */
  public DtlsServerPort(
      Network network,
      TlsSettings tls,
      DtlsSettings settings,
      InetSocketAddress local,
      DtlsAcceptor acceptor)
      throws NetException {
    if (!tls.canListen()) {
      throw new NetException(
          "cannot listen by dtls: there is no certificate to show: give one"
              + " (TlsSettings.certificate, or --cert and --key)");
    }
    this.acceptor = acceptor;
    wire = new DtlsWire(network, tls, settings);
    cookies = new DtlsCookies(wire);
    wire.socket(network.bindDatagram(local, new Receiver()));
  }

  /** Where it is bound. */
  public InetSocketAddress local() {
    return wire.socket().local();
  }

  /** Counts since the start. */
  public DtlsCounters counters() {
    return wire.counters();
  }

  /** Speaks DTLS by these settings on associations that begin later. */
  public void tls(TlsSettings settings) {
    wire.tls(settings);
  }

  /** Handshakes under way. */
  public int unfinished() {
    return unfinished.size();
  }

  /** Closes the socket and its associations; no callback follows. */
  public void close() {
    for (var begun : List.copyOf(unfinished.values())) {
      begun.association().close();
    }
    for (var begun : List.copyOf(open.values())) {
      begun.association().close();
    }
    wire.socket().close();
  }

  /** RFC 6347 §4.2.1: a hello without its cookie is answered, and forgotten. */
  private void hello(InetSocketAddress remote, DtlsHello hello) {
    var known = unfinished.get(remote);
    if (known != null && known.hello().repeats(hello)) {
      known.association().received(hello.datagram());
      return;
    }
    known = open.get(remote);
    if (known != null && known.hello().repeats(hello)) {
      wire.counters().ignored++;
      return;
    }
    check(remote, hello);
  }

  private void check(InetSocketAddress remote, DtlsHello hello) {
    int same = checkingFrom.getOrDefault(remote.getAddress(), 0);
    if (checking.size() >= MOST_CHECKS || same >= MOST_CHECKS_PER_PEER || !checking.add(remote)) {
      wire.counters().overloaded++;
      return;
    }
    checkingFrom.merge(remote.getAddress(), 1, Integer::sum);
    var secrets = cookies.secrets(remote);
    var now = wire.now();
    var result = new DtlsCookies.Verdict[] {new DtlsCookies.Verdict.Drop("too much waits")};
    boolean taken =
        wire.network()
            .compute(
                () -> result[0] = cookies.check(hello, remote, secrets, now),
                () -> checked(remote, hello, result[0]));
    if (!taken) {
      wire.counters().overloaded++;
      checked(remote, hello, result[0]);
    }
  }

  private void checked(InetSocketAddress remote, DtlsHello hello, DtlsCookies.Verdict verdict) {
    checking.remove(remote);
    checkingFrom.computeIfPresent(
        remote.getAddress(), (address, count) -> count > 1 ? count - 1 : null);
    switch (verdict) {
      case DtlsCookies.Verdict.Ask ask -> {
        wire.counters().cookiesSent++;
        if (ask.hadCookie()) {
          wire.counters().cookiesRefused++;
        }
        wire.socket().send(remote, ask.answer());
      }
      case DtlsCookies.Verdict.Verified verified -> {
        drop(unfinished.get(remote));
        makeRoom(remote.getAddress());
        var association = new DtlsAssociation(wire, remote, new ServerOwner(hello));
        unfinished.put(remote, new Begun(association, hello));
        association.accept(verified.session(), hello.datagram());
      }
      case DtlsCookies.Verdict.Drop drop -> {
        LOG.debug("a hello from {} is dropped: {}", remote, drop.reason());
        wire.counters().ignored++;
      }
    }
  }

  /** A new handshake takes the place of the oldest where there are too many. */
  private void makeRoom(InetAddress peer) {
    var limits = wire.settings().unfinished();
    if (unfinished.size() >= limits.total()) {
      drop(unfinished.firstEntry().getValue());
    }
    var same =
        unfinished.values().stream()
            .filter(begun -> begun.association().remote().getAddress().equals(peer))
            .toList();
    if (same.size() >= limits.perPeer()) {
      drop(same.getFirst());
    }
  }

  private void drop(@Nullable Begun begun) {
    if (begun != null) {
      wire.counters().displaced++;
      begun.association().lost("displaced by a newer handshake");
    }
  }

  /** Which association of this address a datagram without a hello is for. */
  private @Nullable Begun addressee(InetSocketAddress remote, ByteBuffer datagram) {
    var begun = unfinished.get(remote);
    var known = open.get(remote);
    if (begun == null || known == null) {
      return begun == null ? known : begun;
    }
    int type = DtlsRecord.type(datagram);
    boolean ofHandshake =
        type == DtlsRecord.HANDSHAKE
            || type == DtlsRecord.CHANGE_CIPHER_SPEC
            || DtlsRecord.epoch(datagram) == 0;
    return ofHandshake ? begun : known;
  }

  /** The socket's side. */
  private final class Receiver implements DatagramHandler {

    @Override
    public void received(DatagramPort port, InetSocketAddress remote, byte[] payload) {
      var datagram = ByteBuffer.wrap(payload);
      if (DtlsRecord.length(datagram) < 0) {
        wire.counters().ignored++;
        return;
      }
      var hello = DtlsHello.parse(payload);
      if (hello != null) {
        hello(remote, hello);
        return;
      }
      var begun = addressee(remote, datagram);
      if (begun == null) {
        wire.counters().ignored++;
      } else {
        begun.association().received(payload);
      }
    }

    @Override
    public void unreachable(DatagramPort port, InetSocketAddress remote, String reason) {
      var begun = unfinished.get(remote);
      if (begun != null) {
        begun.association().lost(reason);
      }
      var known = open.get(remote);
      if (known != null) {
        known.association().lost(reason);
      }
    }
  }

  /** The associations' side. */
  private final class ServerOwner implements DtlsAssociation.Owner {

    private final DtlsHello hello;

    ServerOwner(DtlsHello hello) {
      this.hello = hello;
    }

    @Override
    public @Nullable DtlsHandler finished(DtlsAssociation association) {
      var remote = association.remote();
      unfinished.remove(remote);
      var before = open.remove(remote);
      if (before != null) {
        before.association().lost("the peer has begun a new association");
      }
      open.put(remote, new Begun(association, hello));
      return acceptor.accepted(association);
    }

    @Override
    public void gone(DtlsAssociation association) {
      remove(unfinished, association);
      remove(open, association);
    }

    private static void remove(Map<InetSocketAddress, Begun> from, DtlsAssociation association) {
      from.computeIfPresent(
          association.remote(),
          (remote, begun) -> begun.association() == association ? null : begun);
    }
  }
}
