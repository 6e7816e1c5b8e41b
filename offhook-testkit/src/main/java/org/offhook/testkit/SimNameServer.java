package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.NameServers;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;

/**
 * A name server of the simulated world (RFC 1035), by UDP and TCP on port 53 of its host, with the
 * faults that name servers have. Made by {@link SimWorld#nameServer}, or by {@link #on} where the
 * hosts of the world shall not know it.
 *
 * <pre>{@code
 * world.nameServer("10.0.0.53").zone(
 *     """
 *     example.com.           300 NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.example.com.
 *     _sip._udp.example.com. 300 SRV 10 70 5060 one.example.com.
 *     one.example.com.       300 A 10.0.0.2
 *     """);
 * }</pre>
 */
public final class SimNameServer {

  private static final String ANY = "";

  private final Network network;
  private final InetSocketAddress address;
  private final SimZone zone = new SimZone();
  private final List<String> questions = new ArrayList<>();
  private final Map<String, Fault> faults = new HashMap<>();
  private boolean additional;

  /** What is wrong, for one question or for all. */
  private static final class Fault {
    private boolean silent;
    private boolean truncates;
    private boolean wrongIds;
    private boolean plain;
    private @Nullable String refusal;
    private Duration delay = Duration.ZERO;
  }

  private SimNameServer(SimHost host) {
    network = host.attachService("dns");
    address = host.address(NameServers.PORT);
  }

  /** Starts a server on a host; the world's hosts do not ask it unless they are told to. */
  public static SimNameServer on(SimWorld world, SimHost host) {
    var server = new SimNameServer(host);
    world.onLoop(server.network, server::open);
    return server;
  }

  private void open() throws NetException {
    var datagrams = new Datagrams();
    network.bindDatagram(address, datagrams);
    network.listenStream(address, connection -> new Streams());
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Adds records, one a line, as in a zone file: name with its final dot, TTL in seconds, type,
   * data.
   *
   * @throws IllegalArgumentException if a line is no record
   */
  public SimNameServer zone(String lines) {
    zone.add(lines);
    return this;
  }

  /** Takes all records of a name away. */
  public SimNameServer remove(String name) {
    zone.remove(name);
    return this;
  }

  /** For how many seconds the absence of records may be believed; default 60; -1 says nothing. */
  public SimNameServer negativeTtl(int seconds) {
    zone.negativeTtl(seconds);
    return this;
  }

  /** Whether SRV answers come with the addresses of their targets; default false. */
  public SimNameServer additional(boolean wanted) {
    additional = wanted;
    return this;
  }

  /** Whether nothing is answered at all. */
  public SimNameServer silent(boolean silent) {
    fault(ANY).silent = silent;
    return this;
  }

  /** Whether one question, such as {@code NAPTR example.com}, is not answered. */
  public SimNameServer silentTo(String question, boolean silent) {
    fault(question).silent = silent;
    return this;
  }

  /** Every question is answered with this response code, such as {@code REFUSED}; null: no more. */
  public SimNameServer refuse(@Nullable String rcode) {
    fault(ANY).refusal = rcode;
    return this;
  }

  /** Whether every answer by UDP is truncated. */
  public SimNameServer truncate(boolean truncated) {
    fault(ANY).truncates = truncated;
    return this;
  }

  /** Whether every answer has another id than its question. */
  public SimNameServer wrongIds(boolean wrong) {
    fault(ANY).wrongIds = wrong;
    return this;
  }

  /** Whether it is so old that it does not understand extensions (RFC 6891). */
  public SimNameServer withoutExtensions(boolean old) {
    fault(ANY).plain = old;
    return this;
  }

  /** How long every answer takes; default no time. */
  public SimNameServer delay(Duration time) {
    fault(ANY).delay = time;
    return this;
  }

  private Fault fault(String question) {
    return faults.computeIfAbsent(question.toLowerCase(Locale.ROOT), q -> new Fault());
  }

  /** What was asked so far, such as {@code A example.com}, {@code tcp NAPTR example.com}. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  /** What was asked since the last call. */
  public List<String> newQuestions() {
    var asked = List.copyOf(questions);
    questions.clear();
    return asked;
  }

  /** Answers after its time by {@code back}; nothing where it is silent. */
  private void serve(byte[] bytes, boolean stream, Answering back) {
    var query = SimQuery.read(bytes);
    if (query == null) {
      return;
    }
    questions.add((stream ? "tcp " : "") + query.text());
    var all = fault(ANY);
    var own = fault(query.text());
    if (all.silent || own.silent) {
      return;
    }
    byte[] answer;
    if (all.refusal != null) {
      answer = query.refuse(all.refusal);
    } else if (all.plain && query.isExtended()) {
      answer = query.refuse("FORMERR");
    } else if (all.truncates && !stream) {
      answer = query.truncated();
    } else {
      answer = query.answer(zone, additional, stream);
    }
    if (all.wrongIds) {
      answer[1] ^= 0x55;
    }
    network.loop().after(all.delay, () -> back.send(answer));
  }

  private interface Answering {
    void send(byte[] answer);
  }

  private final class Datagrams implements DatagramHandler {
    @Override
    public void received(DatagramPort port, InetSocketAddress remote, byte[] payload) {
      serve(payload, false, answer -> port.send(remote, answer));
    }
  }

  private final class Streams implements StreamHandler {
    private byte[] bytes = {};

    @Override
    public void received(StreamConnection connection, ByteBuffer more) {
      var joined = ByteBuffer.allocate(bytes.length + more.remaining()).put(bytes).put(more);
      bytes = joined.array();
      if (bytes.length < 2) {
        return;
      }
      int length = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort());
      if (bytes.length < 2 + length) {
        return;
      }
      var question = new byte[length];
      System.arraycopy(bytes, 2, question, 0, length);
      bytes = new byte[0];
      serve(question, true, answer -> connection.write(framed(answer)));
    }

    private static byte[] framed(byte[] answer) {
      return ByteBuffer.allocate(2 + answer.length)
          .putShort((short) answer.length)
          .put(answer)
          .array();
    }

    @Override
    public void closed(StreamConnection connection, String reason) {}
  }
}
