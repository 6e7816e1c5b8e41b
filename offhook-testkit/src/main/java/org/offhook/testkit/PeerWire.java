package org.offhook.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.Listen;
import org.offhook.loop.Signal;
import org.offhook.message.Frame;
import org.offhook.message.MessageLimits;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.StreamFramer;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.IpLiteral;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;
import org.offhook.net.StunMessage;
import org.offhook.net.TransportKind;

/** The sockets of a scripted peer and what has arrived there. State on the loop only. */
final class PeerWire implements DatagramHandler {

  private static final int TRIES_FOR_A_COMMON_PORT = 16;

  /** One wait of the script for a message. */
  private static final class Wait {
    private final Signal signal;
    private @Nullable PeerArrival got;

    Wait(Signal signal) {
      this.signal = signal;
    }
  }

  private final Network network;
  private final ArrayDeque<PeerArrival> inbox = new ArrayDeque<>();
  private final List<StreamConnection> connections = new ArrayList<>();
  private @Nullable DatagramPort datagrams;
  private @Nullable StreamListener streams;
  private @Nullable Wait waiting;
  private @Nullable String garbage;

  PeerWire(Network network) {
    this.network = network;
  }

  // --- any thread ---

  /** Runs on the loop and waits for its result. */
  <T> T ask(Supplier<T> question) {
    if (network.loop().onLoop()) {
      return question.get();
    }
    var result = new ArrayList<T>(1);
    var fault = new ArrayList<RuntimeException>(1);
    var signal = network.userThreads().newSignal();
    boolean open =
        network
            .loop()
            .execute(
                () -> {
                  try {
                    result.add(question.get());
                  } catch (RuntimeException e) {
                    fault.add(e);
                  }
                  signal.fire();
                });
    if (!open) {
      throw new IllegalStateException("the scripted peer is closed");
    }
    await(signal, Long.MAX_VALUE);
    if (!fault.isEmpty()) {
      throw fault.getFirst();
    }
    return result.getFirst();
  }

  /** The next message; null if none comes in time. */
  @Nullable PeerArrival next(long nanos) {
    var wait = new Wait(network.userThreads().newSignal());
    network.loop().execute(() -> begin(wait));
    await(wait.signal, Math.max(nanos, 1));
    return ask(() -> end(wait)).got;
  }

  void sleep(long nanos) {
    await(network.userThreads().newSignal(), nanos);
  }

  private void await(Signal signal, long nanos) {
    try {
      network.userThreads().await(signal, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the script was interrupted", e);
    }
  }

  long nanos() {
    return network.loop().time().nanos();
  }

  // --- on the loop ---

  private void begin(Wait wait) {
    wait.got = inbox.poll();
    if (wait.got == null && garbage == null) {
      waiting = wait;
    } else {
      wait.signal.fire();
    }
  }

  private Wait end(Wait wait) {
    if (waiting == wait) {
      waiting = null;
    }
    return wait;
  }

  /** Opens sockets; returns the address that they share. */
  InetSocketAddress open(Listen where) {
    InetAddress address = IpLiteral.parse(where.host());
    if (address == null) {
      throw new IllegalArgumentException("a scripted peer needs a numeric address");
    }
    String reason = "";
    for (int i = 0; i < (where.port() == 0 ? TRIES_FOR_A_COMMON_PORT : 1); i++) {
      try {
        int port = where.port();
        if (where.transports().contains(TransportKind.UDP)) {
          datagrams = network.bindDatagram(new InetSocketAddress(address, port), this);
          port = datagrams.local().getPort();
        }
        if (where.transports().contains(TransportKind.TCP)) {
          streams = network.listenStream(new InetSocketAddress(address, port), this::accepted);
          port = streams.local().getPort();
        }
        return new InetSocketAddress(address, port);
      } catch (NetException e) {
        reason = String.valueOf(e.getMessage());
        if (datagrams != null) {
          datagrams.close();
        }
      }
    }
    throw new IllegalStateException(reason);
  }

  private StreamHandler accepted(StreamConnection connection) {
    connections.add(connection);
    return new Reader();
  }

  /** The way to an address, by the last connection with it if it is TCP. */
  PeerFlow flowTo(TransportKind kind, InetSocketAddress remote) {
    if (kind == TransportKind.UDP) {
      if (datagrams == null) {
        throw new IllegalStateException("this scripted peer has no UDP socket");
      }
      return new PeerFlow.Datagram(datagrams, remote);
    }
    for (var connection : connections.reversed()) {
      if (connection.remote().equals(remote)) {
        return new PeerFlow.Stream(connection);
      }
    }
    var opened =
        network.connectStream(
            network.localAddressTowards(remote.getAddress()), remote, new Reader());
    connections.add(opened);
    return new PeerFlow.Stream(opened);
  }

  int disconnect() {
    int count = connections.size();
    connections.forEach(StreamConnection::close);
    connections.clear();
    return count;
  }

  /** Looks a host up; the answer comes to the signal's owner. */
  void lookUp(String host, List<InetAddress> found, Signal signal) {
    network.lookUp(
        host,
        addresses -> {
          found.addAll(addresses);
          signal.fire();
        });
  }

  InetAddress resolve(String host) {
    InetAddress literal = IpLiteral.parse(host);
    if (literal != null) {
      return literal;
    }
    var found = new ArrayList<InetAddress>();
    var signal = network.userThreads().newSignal();
    network.loop().execute(() -> lookUp(host, found, signal));
    await(signal, Long.MAX_VALUE);
    if (found.isEmpty()) {
      throw new AssertionError("host " + host + " has no address");
    }
    return found.getFirst();
  }

  @Override
  public void received(DatagramPort port, InetSocketAddress remote, byte[] payload) {
    if (StunMessage.looksLike(payload)) {
      return;
    }
    for (byte b : payload) {
      if (b != '\r' && b != '\n') {
        arrived(MessageParser.parse(payload), new PeerFlow.Datagram(port, remote));
        return;
      }
    }
  }

  private void arrived(ParseResult result, PeerFlow flow) {
    switch (result) {
      case ParseResult.Parsed parsed -> {
        var arrival = new PeerArrival(parsed.message(), flow, network.loop().time().nanos());
        var wait = waiting;
        if (wait != null) {
          waiting = null;
          wait.got = arrival;
          wait.signal.fire();
        } else {
          inbox.add(arrival);
        }
      }
      case ParseResult.Invalid invalid ->
          garbage("a malformed message arrived: " + invalid.reason());
    }
  }

  private void garbage(String what) {
    garbage = what;
    if (waiting != null) {
      waiting.signal.fire();
      waiting = null;
    }
  }

  /** What arrived and was no SIP message, told once; empty if there was none. */
  String takeGarbage() {
    return ask(
        () -> {
          String told = garbage;
          garbage = null;
          return told == null ? "" : told;
        });
  }

  /** Reads one connection. */
  private final class Reader implements StreamHandler {

    private final StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      framer.feed(
          bytes,
          frame -> {
            switch (frame) {
              case Frame.Message message ->
                  arrived(message.result(), new PeerFlow.Stream(connection));
              case Frame.Broken broken ->
                  garbage("a stream cannot be read: " + broken.invalid().reason());
              case Frame.Ping ping -> connection.write(new byte[] {'\r', '\n'});
              case Frame.Pong pong -> {}
            }
          });
    }

    @Override
    public void closed(StreamConnection connection, String reason) {
      connections.remove(connection);
    }
  }
}
